using System.Globalization;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Charts;

/// <summary>What more initiators bring: messages a second against their number, a line a transport, both axes logarithmic.</summary>
internal static class ConcurrencyChart
{
    /// <summary>A chart for each scenario and payload that was measured with more than one initiator.</summary>
    public static IEnumerable<Chart> Draw(RunResults run, Theme theme)
    {
        foreach (var group in ConcurrencyText.Curves(run).GroupBy(curve => (curve.Key.Scenario, curve.Key.PayloadBytes)))
        {
            var curves = group.Select(curve => curve.Where(cell => cell.IsTrusted()).ToList()).Where(cells => cells.Count > 1).ToList();
            if (curves.Count > 0)
                yield return Draw(run, theme, $"{Words.Of(group.Key.Scenario)}, {Figures.Bytes(group.Key.PayloadBytes)}", $"concurrency-{Words.Of(group.Key.Scenario)}-{group.Key.PayloadBytes}", curves);
        }
    }

    private static Chart Draw(RunResults run, Theme theme, string what, string file, List<List<CellResult>> curves)
    {
        var plot = Canvas.Create($"Rate by number of initiators: {what}", run, theme);
        Looks.AddLines(plot, curves.Select(cells => (
            cells[0].Family,
            cells[0].Transport,
            (IReadOnlyList<(double, double)>)[.. cells.Select(cell => ((double)cell.Initiators, cell.Throughput!.MessagesPerSecond))])));
        var all = curves.SelectMany(cells => cells).ToList();
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        foreach (var number in all.Select(cell => cell.Initiators).Distinct())
            ticks.AddMajor(LogAxis.At(number), number.ToString(CultureInfo.InvariantCulture));
        plot.Axes.Bottom.TickGenerator = ticks;
        var (low, high) = (all.Min(cell => cell.Throughput!.MessagesPerSecond) / 1.5, all.Max(cell => cell.Throughput!.MessagesPerSecond) * 1.5);
        LogAxis.Use(plot.Axes.Left, low, high, decade => Figures.Rate(decade));
        plot.Axes.SetLimits(LogAxis.At(all.Min(cell => cell.Initiators)) - 0.05, LogAxis.At(all.Max(cell => cell.Initiators)) + 0.05, LogAxis.At(low), LogAxis.At(high));
        Canvas.NameValues(plot, theme, "initiators at once (logarithmic)");
        Canvas.NameSide(plot, theme, "messages a second (logarithmic; more is better)");
        plot.ShowLegend(Edge.Right);
        return new Chart(file, $"Rate by number of initiators: {what}", plot, 540);
    }
}
