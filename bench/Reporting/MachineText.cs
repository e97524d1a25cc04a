using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>The machine and the day of a run in one line, for captions.</summary>
internal static class MachineText
{
    /// <summary>How much of a run's time was spent inside warm-up and measured windows; null for one that did not end.</summary>
    public static string? Share(RunResults run)
    {
        var inside = TimeSpan.FromMicroseconds(run.Results.Sum(cell => cell.InsideNs) / 1000.0);
        return run.Run.FinishedUtc - run.Run.StartedUtc is { TotalSeconds: > 0 } whole && inside > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{whole:h\\:mm\\:ss} in all, {100 * (inside / whole):0} % of it inside warm-up and measured windows.")
            : null;
    }

    public static string Of(RunResults run) => $"{Machine(run)}; {Circumstances(run)}";

    /// <summary>The same for a caption, which may have less room than the page.</summary>
    public static IReadOnlyList<string> InTwoLines(RunResults run) => [Machine(run), Circumstances(run)];

    private static string Machine(RunResults run)
    {
        var host = run.Run.Host;
        var engine = host.Engine is null ? "no engine" : $"{host.Engine} {host.EngineVersion}";
        return $"{host.Cpu}, {host.Cores} cores, kernel {host.Kernel}, {engine}, {host.Runtime}";
    }

    private static string Circumstances(RunResults run)
    {
        var isolation = run.Results.Count == 0 ? "container" : string.Join(" and ", run.Results.Select(result => result.Isolation).Distinct().Select(Words.Of));
        return $"isolation: {isolation}; {run.Run.StartedUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    }
}
