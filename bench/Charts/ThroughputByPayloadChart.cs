using InterContainer.Agent.Contract;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Charts;

/// <summary>Payload that arrived of a stream against the size of its messages, a line a transport, both axes logarithmic.</summary>
internal static class ThroughputByPayloadChart
{
    /// <summary>Null where fewer than two payloads were measured.</summary>
    public static Chart? Draw(RunResults run, Theme theme)
    {
        var cells = run.Plain(Scenario.Stream).Where(cell => cell.IsTrusted() && cell.Throughput!.BytesPerSecond > 0).ToList();
        var payloads = cells.Select(cell => cell.PayloadBytes).Distinct().Order().ToList();
        if (payloads.Count < 2)
            return null;
        var plot = Canvas.Create("Throughput one way by payload", run, theme);
        Looks.AddLines(plot, cells.GroupBy(cell => (cell.Family, cell.Transport)).Select(line => (
            line.Key.Family,
            line.Key.Transport,
            (IReadOnlyList<(double, double)>)[.. line.OrderBy(cell => cell.PayloadBytes).Select(cell => ((double)cell.PayloadBytes, cell.Throughput!.BytesPerSecond))])));
        var (low, high) = (cells.Min(cell => cell.Throughput!.BytesPerSecond) / 1.5, cells.Max(cell => cell.Throughput!.BytesPerSecond) * 1.5);
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        payloads.ForEach(payload => ticks.AddMajor(LogAxis.At(payload), Figures.Bytes(payload)));
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimits(LogAxis.At(payloads[0]) - 0.1, LogAxis.At(payloads[^1]) + 0.1, LogAxis.At(low), LogAxis.At(high));
        LogAxis.Use(plot.Axes.Left, low, high, Figures.DecimalBytesPerSecond);
        Canvas.NameValues(plot, theme, "payload of a message (logarithmic)");
        Canvas.NameSide(plot, theme, "payload per second (logarithmic; more is better)");
        plot.ShowLegend(Edge.Right);
        return new Chart("throughput-by-payload", "Throughput one way by payload", plot, 540);
    }
}
