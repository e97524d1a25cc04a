using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>Median round-trip latency against payload, a line a transport, both axes logarithmic.</summary>
internal static class LatencyByPayloadChart
{
    /// <summary>Null where fewer than two payloads were measured.</summary>
    public static Chart? Draw(RunResults run, Theme theme)
    {
        var cells = run.Plain(Scenario.RoundTrip).Where(cell => cell.IsTrusted()).OrderBy(cell => cell.PayloadBytes).ToList();
        return cells.Select(cell => cell.PayloadBytes).Distinct().Count() < 2 ? null : ScalingChart.Draw(
            run,
            theme,
            "latency-by-payload",
            "Median round-trip latency by payload",
            [.. cells.GroupBy(cell => cell.Transport).Select(line => line.ToList())],
            (cell => cell.PayloadBytes, "payload each way (logarithmic)", Figures.Bytes),
            (cell => cell.LatencyNs!.P50, "p50 latency (logarithmic; less is better)", Figures.Duration));
    }
}
