using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Charts;

/// <summary>All charts of a run.</summary>
internal static class ChartSet
{
    /// <summary>Those that the run has figures for.</summary>
    public static IReadOnlyList<Chart> Draw(RunResults run)
    {
        var payloads = run.Results.Select(cell => cell.PayloadBytes).Distinct().Order().ToList();
        IEnumerable<Chart?> charts =
        [
            .. payloads.Select(payload => LatencyChart.Draw(run, payload)),
            .. payloads.Select(payload => ThroughputChart.Draw(run, payload)),
            LatencyByPayloadChart.Draw(run),
            .. payloads.Select(payload => PollingChart.Draw(run, payload)),
            LoadChart.DrawAll(run),
            .. LoadChart.Draw(run),
            .. ConcurrencyChart.Draw(run),
            CalibrationChart.Draw(run),
        ];
        return [.. charts.OfType<Chart>()];
    }

    /// <summary>The cells that do one thing, without anything special about them.</summary>
    public static IEnumerable<CellResult> Plain(this RunResults run, Scenario scenario) =>
        run.Results.Where(cell => cell.Scenario == scenario && cell.IsPlain);

    /// <summary>Whether a cell's figures may be drawn.</summary>
    public static bool IsTrusted(this CellResult cell) => cell.Status == Status.Ok && cell.Throughput is not null;
}
