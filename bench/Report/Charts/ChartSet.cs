using InterContainer.Bench.Analysis;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>All charts of a run.</summary>
internal static class ChartSet
{
    /// <summary>Those that the run has figures for, on white.</summary>
    public static IReadOnlyList<Chart> Draw(RunResults run) => Draw(run, Theme.Light);

    /// <summary>Those that the run has figures for.</summary>
    public static IReadOnlyList<Chart> Draw(RunResults run, Theme theme)
    {
        var payloads = run.Results.Select(cell => cell.PayloadBytes).Distinct().Order().ToList();
        IEnumerable<Chart?> charts =
        [
            .. payloads.Select(payload => LatencyChart.Draw(run, theme, payload)),
            .. payloads.Select(payload => LatencyChart.DrawAtRate(run, theme, payload)),
            .. payloads.Select(payload => LatencyDistributionChart.Draw(run, theme, payload)),
            .. payloads.Select(payload => ThroughputChart.Draw(run, theme, payload)),
            LatencyByPayloadChart.Draw(run, theme),
            ThroughputByPayloadChart.Draw(run, theme),
            .. payloads.Select(payload => PollingChart.Draw(run, theme, payload)),
            LoadChart.DrawAll(run, theme),
            .. LoadChart.Draw(run, theme),
            .. ConcurrencyChart.Draw(run, theme),
            .. ConcurrencyChart.DrawInFlight(run, theme),
            .. ScaleUpChart.Draw(run, theme),
            .. ScaleOutChart.Draw(run, theme),
            .. FanOutChart.Draw(run, theme),
            .. payloads.Select(payload => LatencyCostChart.Draw(run, theme, payload)),
            IdleChart.Draw(run, theme),
            .. payloads.Select(payload => WakeChart.Draw(run, theme, payload)),
            .. payloads.Select(payload => MemoryChart.Draw(run, theme, payload)),
            .. PlaceDimension.All.SelectMany(dimension => payloads.Select(payload => PlaceChart.Draw(run, theme, payload, dimension))),
            CalibrationChart.Draw(run, theme),
        ];
        return [.. charts.OfType<Chart>()];
    }
}
