using InterContainer.Agent.Contract;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Charts;

/// <summary>Median round-trip latency against payload, a line a transport, both axes logarithmic.</summary>
internal static class LatencyByPayloadChart
{
    /// <summary>Null where fewer than two payloads were measured.</summary>
    public static Chart? Draw(RunResults run, Theme theme)
    {
        var cells = run.Plain(Scenario.RoundTrip).Where(cell => cell.IsTrusted()).ToList();
        var payloads = cells.Select(cell => cell.PayloadBytes).Distinct().Order().ToList();
        if (payloads.Count < 2)
            return null;
        var plot = Canvas.Create("Median round-trip latency by payload", run, theme);
        Looks.AddLines(plot, cells.GroupBy(cell => (cell.Family, cell.Transport)).Select(line => (
            line.Key.Family,
            line.Key.Transport,
            (IReadOnlyList<(double, double)>)[.. line.OrderBy(cell => cell.PayloadBytes).Select(cell => ((double)cell.PayloadBytes, (double)cell.LatencyNs!.P50))])));
        var (low, high) = (cells.Min(cell => cell.LatencyNs!.P50) / 1.5, cells.Max(cell => cell.LatencyNs!.P50) * 1.5);
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        payloads.ForEach(payload => ticks.AddMajor(LogAxis.At(payload), Figures.Bytes(payload)));
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimits(LogAxis.At(payloads[0]) - 0.1, LogAxis.At(payloads[^1]) + 0.1, LogAxis.At(low), LogAxis.At(high));
        LogAxis.Use(plot.Axes.Left, low, high, decade => Figures.Duration(decade));
        Canvas.NameValues(plot, theme, "payload there and back (logarithmic)");
        Canvas.NameSide(plot, theme, "p50 latency (logarithmic; less is better)");
        plot.ShowLegend(Edge.Right);
        return new Chart("latency-by-payload", "Median round-trip latency by payload", plot, 540);
    }
}
