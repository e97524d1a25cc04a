using InterContainer.Bench.Analysis;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>The charts that can be asked for by name; each draws one.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Measures">What of a run it needs, as options of <c>run</c>.</param>
/// <param name="Draw">From a run, in a theme, of messages of so many bytes where that matters; null where the run has no figures for it.</param>
internal sealed record ChartKind(string Name, string Measures, Func<RunResults, Theme, int, Chart?> Draw)
{
    public static IReadOnlyList<ChartKind> All { get; } =
    [
        new("latency", "run", LatencyChart.Draw),
        new("latency-at-rate", "run", LatencyChart.DrawAtRate),
        new("latency-distribution", "run", LatencyDistributionChart.Draw),
        new("latency-by-payload", "run --payload 64,1KiB,64KiB", (run, theme, _) => LatencyByPayloadChart.Draw(run, theme)),
        new("throughput", "run", ThroughputChart.Draw),
        new("throughput-by-payload", "run --payload 64,1KiB,64KiB", (run, theme, _) => ThroughputByPayloadChart.Draw(run, theme)),
        new("polling", "run --suite polling", PollingChart.Draw),
        new("load", "run --suite load", (run, theme, payload) => Load(Of(run, payload), theme)),
        new("concurrency", "run --suite concurrency", (run, theme, payload) => ConcurrencyChart.Draw(Of(run, payload), theme).FirstOrDefault()),
        new("in-flight", "run --in-flight 1,8,32", (run, theme, payload) => ConcurrencyChart.DrawInFlight(Of(run, payload), theme).FirstOrDefault()),
        new("scale-up", "run --suite scale-up", (run, theme, payload) => ScaleUpChart.Draw(Of(run, payload), theme).FirstOrDefault()),
        new("scale-out", "run --suite scale-out", (run, theme, payload) => ScaleOutChart.Draw(Of(run, payload), theme).FirstOrDefault()),
        new("fan-out", "run --suite fan-out", (run, theme, payload) => FanOutChart.Draw(Of(run, payload), theme).FirstOrDefault()),
        new("latency-cost", "run", LatencyCostChart.Draw),
        new("memory", "run", MemoryChart.Draw),
        new("idle", "run --scenario idle", (run, theme, _) => IdleChart.Draw(run, theme)),
        new("wake", "run --suite wake", WakeChart.Draw),
        .. PlaceDimension.All.Select(dimension => new ChartKind(
            $"{dimension.Name}-cost", $"run --suite {dimension.Name}s", (run, theme, payload) => PlaceChart.Draw(run, theme, payload, dimension))),
        new("calibration", "calibrate", (run, theme, _) => CalibrationChart.Draw(run, theme)),
    ];

    // One transport has its percentiles, several have their p99 side by side.
    private static Chart? Load(RunResults run, Theme theme) => LoadChart.DrawAll(run, theme) ?? LoadChart.Draw(run, theme).FirstOrDefault();

    private static RunResults Of(RunResults run, int payloadBytes) =>
        run with { Results = [.. run.Results.Where(cell => cell.PayloadBytes == payloadBytes)] };
}
