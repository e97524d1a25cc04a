using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Notes;

/// <summary>How fast the machine was just before the rounds of a run, by a fixed probe (<see cref="MachineProbe"/>). Pure.</summary>
internal static class ProbeText
{
    /// <summary>A round is named where a probe took this many times the median of the run.</summary>
    public const double Slow = 1.25;

    private const int MostNamed = 5;

    private static readonly (string Name, Func<MachineProbe, double?> Of)[] Probes =
    [
        ("spinning loop", probe => probe.SpinNs),
        ("cache line between two threads", probe => probe.CacheLineNs),
        ("wake-up", probe => probe.WakeUpNs),
    ];

    /// <summary>A line a probe; none where nothing was probed.</summary>
    public static IEnumerable<string> Of(RunResults run)
    {
        foreach (var (name, of) in Probes)
        {
            var seen = run.Results
                .SelectMany(cell => cell.Rounds.Select(round => (
                    Name: $"{CellText.Name(cell)} {CellText.Name(round)}",
                    Ns: round.Probe is { } probe ? of(probe) : null)))
                .Where(round => round.Ns > 0)
                .Select(round => (round.Name, Ns: round.Ns!.Value))
                .ToList();
            if (seen.Count == 0)
                continue;
            var median = Median.Of(seen.Select(round => round.Ns));
            var slow = seen.Where(round => round.Ns > Slow * median)
                .OrderByDescending(round => round.Ns)
                .Select(round => $"{round.Name} {Figures.Digits(round.Ns / median)}×")
                .ToList();
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Machine probe, {name}: median {Figures.Duration(median)}, {Figures.Duration(seen.Min(round => round.Ns))} to "
                    + $"{Figures.Duration(seen.Max(round => round.Ns))}{Slower(slow, seen.Count)}.");
        }
    }

    /// <summary>
    /// How the probes of one cell compare with those of another: second / first, geometric means over rounds, a dash where one of the two has none;
    /// null where no probe has both.
    /// </summary>
    public static string? Ratio(CellResult first, CellResult second)
    {
        var ratios = Probes
            .Select(probe => (Mean(first, probe.Of), Mean(second, probe.Of)) is ({ } one, { } other) ? $"{Figures.Digits(other / one)}×" : "-")
            .ToList();
        return ratios.TrueForAll(ratio => ratio == "-") ? null : string.Join(", ", ratios);
    }

    private static string Slower(List<string> slow, int all) => slow.Count == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"; more than {Slow}× the median before {slow.Count} of {all}: {string.Join(", ", slow.Take(MostNamed))}{(slow.Count > MostNamed ? " …" : "")}");

    private static double? Mean(CellResult cell, Func<MachineProbe, double?> of)
    {
        var logarithms = cell.Rounds.Select(round => round.Probe is { } probe ? of(probe) : null)
            .Where(ns => ns > 0)
            .Select(ns => Math.Log(ns!.Value))
            .ToList();
        return logarithms.Count == 0 ? null : Math.Exp(logarithms.Average());
    }
}
