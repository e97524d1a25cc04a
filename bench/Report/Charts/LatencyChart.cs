using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>Percentiles of latency, a row a transport, on a logarithmic axis: back to back, and at the ordinary rate.</summary>
internal static class LatencyChart
{
    /// <summary>Back to back; null where no cell of that payload has a latency.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes) => Draw(
        run,
        theme,
        [.. run.Plain(Scenario.RoundTrip).Where(cell => cell.PayloadBytes == payloadBytes)],
        new(
            $"latency-{payloadBytes}",
            $"Round-trip latency, back to back, {Figures.Bytes(payloadBytes)}",
            cell => cell.LatencyNs,
            Quantity.P50,
            Quantity.P99));

    /// <summary>Service time at the ordinary rate; null where no load of that payload has one.</summary>
    public static Chart? DrawAtRate(RunResults run, Theme theme, int payloadBytes) => OrdinaryRate.Of(run) is not { } ordinary
        ? null
        : Draw(
            run,
            theme,
            [.. ordinary.Cells.Where(cell => cell.PayloadBytes == payloadBytes)],
            new(
                $"latency-at-rate-{payloadBytes}",
                $"Service time at {ordinary.Text}, woken up by each message, {Figures.Bytes(payloadBytes)} round trip",
                cell => cell.ServiceTimeNs,
                Quantity.ServiceTimeP50,
                null));

    private static Chart? Draw(RunResults run, Theme theme, IReadOnlyList<CellResult> cells, Shown shown)
    {
        var measured = cells.Where(shown.IsKnown).Select(cell => shown.Of(cell)!).ToList();
        if (measured.Count == 0)
            return null;
        var plot = ChartLayout.Create(shown.Title, run, theme);
        var (low, high) = (measured.Min(latency => latency.P50) / 1.5, measured.Max(Highest) * 1.5);
        var uncertainty = new Uncertainty(run);
        for (var row = 0; row < cells.Count; row++)
        {
            if (shown.IsKnown(cells[row]))
                AddRow(plot, theme, cells[row], shown, uncertainty, row);
            else
                ChartLayout.Missing(plot, theme, cells[row], LogAxis.At(low), row);
        }

        foreach (var (name, _, shape) in ChartStyle.Percentiles)
            plot.Legend.ManualItems.Add(
                new LegendItem { LabelText = name, MarkerShape = shape, MarkerSize = 10, MarkerColor = theme.Faint, MarkerLineWidth = 2 });
        if (cells.Any(cell => uncertainty.Of(cell, shown.Median) is not null))
            plot.Legend.ManualItems.Add(ChartStyle.UncertaintyItem(theme));
        plot.ShowLegend(Edge.Right);
        ChartLayout.NameRows(plot, theme, [.. cells.Select(cell => cell.Transport)]);
        ChartLayout.NameValues(plot, theme, "latency (logarithmic; less is better)");
        LogAxis.Use(plot.Axes.Bottom, low, high, decade => Figures.Duration(decade));
        plot.Axes.SetLimitsX(LogAxis.At(low), LogAxis.At(high));
        return new Chart(shown.Name, shown.Title, plot, ChartLayout.HeightOf(cells.Count));
    }

    // Of the percentiles that it has.
    private static double Highest(DistributionSummary latency) => latency.P999 ?? latency.P99 ?? latency.P50;

    private static void AddRow(Plot plot, Theme theme, CellResult cell, Shown shown, Uncertainty uncertainty, int row)
    {
        var (latency, color) = (shown.Of(cell)!, Palette.Of(cell.Family));
        var range = plot.Add.Line(LogAxis.At(latency.P50), -row, LogAxis.At(Highest(latency)), -row);
        range.Color = color.WithAlpha(0.5);
        range.LineWidth = 3;
        ChartStyle.AddUncertainty(plot, theme, latency.P50, uncertainty.Of(cell, shown.Median), -row - ChartStyle.Below);
        if (latency.P99 is { } tail && shown.Tail is { } quantity)
            ChartStyle.AddUncertainty(plot, theme, tail, uncertainty.Of(cell, quantity), -row - ChartStyle.Below);
        foreach (var (_, of, shape) in ChartStyle.Percentiles)
        {
            if (of(latency) is not { } value)
                continue;
            var mark = plot.Add.Marker(LogAxis.At(value), -row, shape, 11, color);
            mark.MarkerLineWidth = 2.5f;
        }

        var text = plot.Add.Text(Figures.Duration(latency.P50), LogAxis.At(latency.P50), -row);
        text.LabelFontColor = theme.Text;
        text.LabelFontSize = 11;
        text.LabelAlignment = Alignment.LowerCenter;
        text.OffsetY = -5;
    }

    /// <summary>Which latency.</summary>
    /// <param name="Tail">Null: p99 has no interval.</param>
    private sealed record Shown(string Name, string Title, Func<CellResult, DistributionSummary?> Of, Quantity Median, Quantity? Tail)
    {
        public bool IsKnown(CellResult cell) => cell.IsTrusted() && Of(cell) is not null;
    }
}
