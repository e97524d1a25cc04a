using InterContainer.Agent.Contract;
using InterContainer.Bench.Comparing;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Charts;

/// <summary>Percentiles of round-trip latency, a row a transport, on a logarithmic axis.</summary>
internal static class LatencyChart
{
    /// <summary>Null where no cell of that payload has a latency.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes)
    {
        var cells = run.Plain(Scenario.RoundTrip).Where(cell => cell.PayloadBytes == payloadBytes).ToList();
        var measured = cells.Where(cell => cell.IsTrusted()).Select(cell => cell.LatencyNs!).ToList();
        if (measured.Count == 0)
            return null;
        var plot = Canvas.Create($"Round-trip latency, {Figures.Bytes(payloadBytes)} there and back", run, theme);
        var (low, high) = (measured.Min(latency => latency.P50) / 1.5, measured.Max(Highest) * 1.5);
        var uncertainty = new Uncertainty(run);
        for (var row = 0; row < cells.Count; row++)
        {
            if (cells[row].IsTrusted())
                AddRow(plot, theme, cells[row], uncertainty, row);
            else
                Canvas.Missing(plot, theme, cells[row], LogAxis.At(low), row);
        }

        foreach (var (name, _, shape) in Looks.Percentiles)
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = name, MarkerShape = shape, MarkerSize = 10, MarkerColor = theme.Faint, MarkerLineWidth = 2 });
        if (cells.Exists(cell => uncertainty.Of(cell, Quantity.P50) is not null))
            plot.Legend.ManualItems.Add(Looks.UncertaintyItem(theme));
        plot.ShowLegend(Edge.Right);
        Canvas.NameRows(plot, theme, [.. cells.Select(cell => cell.Transport)]);
        Canvas.NameValues(plot, theme, "latency (logarithmic; less is better)");
        LogAxis.Use(plot.Axes.Bottom, low, high, decade => Figures.Duration(decade));
        plot.Axes.SetLimitsX(LogAxis.At(low), LogAxis.At(high));
        return new Chart($"latency-{payloadBytes}", $"Round-trip latency by transport, {Figures.Bytes(payloadBytes)}", plot, Canvas.HeightOf(cells.Count));
    }

    // Of the percentiles that it has.
    private static double Highest(DistributionSummary latency) => latency.P999 ?? latency.P99 ?? latency.P50;

    private static void AddRow(Plot plot, Theme theme, CellResult cell, Uncertainty uncertainty, int row)
    {
        var (latency, color) = (cell.LatencyNs!, Palette.Of(cell.Family));
        var range = plot.Add.Line(LogAxis.At(latency.P50), -row, LogAxis.At(Highest(latency)), -row);
        range.Color = color.WithAlpha(0.5);
        range.LineWidth = 3;
        Looks.AddUncertainty(plot, theme, latency.P50, uncertainty.Of(cell, Quantity.P50), -row - Looks.Below);
        if (latency.P99 is { } tail)
            Looks.AddUncertainty(plot, theme, tail, uncertainty.Of(cell, Quantity.P99), -row - Looks.Below);
        foreach (var (_, of, shape) in Looks.Percentiles)
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
}
