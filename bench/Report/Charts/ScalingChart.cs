using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>A figure against how much there is of something (bytes, initiators, processors), a line a transport, both axes logarithmic.</summary>
internal static class ScalingChart
{
    /// <param name="name">Of its file.</param>
    /// <param name="curves">Of each transport the cells that have the figure.</param>
    /// <param name="of">How much there is of it in a cell, what it is, and how it is written.</param>
    /// <param name="figure">The figure, what it is, and how it is written.</param>
    public static Chart Draw(
        RunResults run,
        Theme theme,
        string name,
        string title,
        IReadOnlyList<IReadOnlyList<CellResult>> curves,
        (Func<CellResult, double> Value, string Label, Func<double, string> Words) of,
        (Func<CellResult, double> Value, string Label, Func<double, string> Words) figure)
    {
        var plot = ChartLayout.Create(title, run, theme);
        ChartStyle.AddLines(plot, theme, [.. curves.Select(cells => (
            cells[0].Family,
            cells[0].Transport,
            (IReadOnlyList<(double, double)>)[.. cells.Select(cell => (of.Value(cell), figure.Value(cell)))]))]);
        var all = curves.SelectMany(cells => cells).ToList();
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        foreach (var number in all.Select(of.Value).Distinct())
            ticks.AddMajor(LogAxis.At(number), of.Words(number));
        plot.Axes.Bottom.TickGenerator = ticks;
        var (low, high) = (all.Min(figure.Value) / 1.5, all.Max(figure.Value) * 1.5);
        LogAxis.Use(plot.Axes.Left, low, high, figure.Words);
        plot.Axes.SetLimits(LogAxis.At(all.Min(of.Value)) - 0.05, LogAxis.At(all.Max(of.Value)) + 0.05, LogAxis.At(low), LogAxis.At(high));
        ChartLayout.NameValues(plot, theme, of.Label);
        ChartLayout.NameSide(plot, theme, figure.Label);
        return new Chart(name, title, plot, ChartStyle.HeightOf(curves.Count, 540));
    }
}
