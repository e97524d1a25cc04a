using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;
using MathNet.Numerics.Distributions;

namespace InterContainer.Bench.Report.Notes;

/// <summary>The machine and the day of a run in one line, for captions.</summary>
internal static class MachineText
{
    /// <summary>What the time of a run was spent on; null for one that did not end, and where files are of before that was told.</summary>
    public static string? Shares(RunResults run)
    {
        var (warmUpNs, measuredNs) = (run.Results.Sum(cell => cell.WarmUpNs), run.Results.Sum(cell => cell.MeasuredNs));
        if (Whole(run.Run) is not { TotalSeconds: > 0 } whole || measuredNs == 0)
            return null;
        string[] rest =
        [
            .. run.Capacities.Count > 0 ? ["finding capacities"] : Array.Empty<string>(),
            "launching and connecting",
            .. run.Calibration.Count > 0 ? ["native tools"] : Array.Empty<string>(),
        ];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)whole.TotalHours}:{whole:mm\\:ss} in all: warm-up {Percent(warmUpNs)}, measured {Percent(measuredNs)}, "
                + $"the rest {string.Join(", ", rest)}.");

        string Percent(long ns) => string.Create(CultureInfo.InvariantCulture, $"{100 * ns / whole.TotalNanoseconds:0} %");
    }

    /// <summary>That it was interrupted and when it went on; null where it was measured at once.</summary>
    public static string? Resumed(RunResults run)
    {
        var times = run.Run.Resumed.Concat(run.Run.Merged.SelectMany(one => one.Resumed)).Order()
            .Select(time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).ToList();
        return times.Count == 0 ? null : $"Interrupted, and resumed at {string.Join(", ", times)} UTC: the machine may have been in another state by then.";
    }

    /// <summary>Of which runs it was merged, and what that is worth; null of one that was measured.</summary>
    public static string? Merged(RunResults run)
    {
        if (!run.Run.IsMerged)
            return null;
        var (runs, cells) = (run.Run.Merged, run.Run.Plan?.Cells.Count ?? run.Results.Count);
        var named = runs.Take(MostNamed).Select(one =>
            string.Create(CultureInfo.InvariantCulture, $"{one.Id} ({one.Rounds} {(one.Rounds == 1 ? "round" : "rounds")}, seed {one.Seed})"));
        var more = runs.Count > MostNamed ? $" and {runs.Count - MostNamed} more" : "";
        var worth = $"{runs.Count} runs of {cells} {(cells == 1 ? "cell" : "cells")}: {string.Join(", ", named)}{more}. "
            + $"A figure is the geometric mean of its runs; ± counts runs, not rounds: {Errors(runs.Count)} standard errors to each side.";
        return runs.Count > 2
            ? worth
            : $"{worth} Two runs say little about how runs differ: three have {Errors(3)} and five {Errors(5)}, so merge three or more.";
    }

    private const int MostNamed = 20;

    private static string Errors(int runs) =>
        StudentT.InvCDF(0, 1, runs - 1, (1 + Estimate.Confidence) / 2).ToString("0.0", CultureInfo.InvariantCulture);

    // Between an interruption and the going on nothing was measured, and for how long is not known of a run that was killed.
    private static TimeSpan? Whole(RunInfo run) => run.Resumed.Count > 0 || run.Merged.Any(one => one.Resumed.Count > 0) ? null
        : run.IsMerged ? run.Merged.Aggregate(TimeSpan.Zero, (sum, one) => sum + (one.FinishedUtc - one.StartedUtc))
        : run.FinishedUtc - run.StartedUtc;

    /// <summary>What was to be measured, and the seed of its order; null where no plan was recorded, and of a merged run, whose runs have their own.</summary>
    public static string? Plan(RunResults run) => run.Run is { Plan: { } plan, IsMerged: false }
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Cells.Count} cells, each once in each of {plan.Rounds} rounds, in a random order by seed {plan.Seed} (`--seed`).")
        : null;

    public static string Of(RunResults run) => $"{Machine(run)}; {Circumstances(run)}";

    /// <summary>The same for a caption, which may have less room than the page.</summary>
    public static IReadOnlyList<string> InTwoLines(RunResults run) => [Machine(run), Circumstances(run)];

    private static string Machine(RunResults run)
    {
        var host = run.Run.Host;
        var place = host.IsElsewhere ? " on another machine than the command" : "";
        var engine = host.Engine is null ? "no engine" : $"{host.Engine} {host.EngineVersion}{place}";
        return $"{host.Cpu}, {host.Cores} cores, kernel {host.Kernel}, {engine}, {host.Runtime}";
    }

    private static string Circumstances(RunResults run)
    {
        var isolation = run.Results.Count == 0
            ? "container"
            : string.Join(" and ", run.Results.Select(result => result.Isolation).Distinct().Select(EnumText.Of));
        return $"isolation: {isolation}; {run.Run.StartedUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    }
}
