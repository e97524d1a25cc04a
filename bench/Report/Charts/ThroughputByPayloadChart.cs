using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>Payload that arrived of a stream against the size of its messages, a line a transport, both axes logarithmic.</summary>
internal static class ThroughputByPayloadChart
{
    /// <summary>Null where fewer than two payloads were measured.</summary>
    public static Chart? Draw(RunResults run, Theme theme)
    {
        var cells = run.Plain(Scenario.Stream)
            .Where(cell => cell.IsTrusted() && cell.Throughput!.BytesPerSecond > 0)
            .OrderBy(cell => cell.PayloadBytes)
            .ToList();
        return cells.Select(cell => cell.PayloadBytes).Distinct().Count() < 2 ? null : ScalingChart.Draw(
            run,
            theme,
            "throughput-by-payload",
            "Throughput one way by payload",
            [.. cells.GroupBy(cell => cell.Transport).Select(line => line.ToList())],
            (cell => cell.PayloadBytes, "payload of a message (logarithmic)", Figures.Bytes),
            (cell => cell.Throughput!.BytesPerSecond, "payload per second (logarithmic; more is better)", Figures.DecimalBytesPerSecond));
    }
}
