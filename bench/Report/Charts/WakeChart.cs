using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// What the first message after a silence takes: a row a transport with a line for each silence, from the median to the slowest, on a logarithmic axis.
/// </summary>
internal static class WakeChart
{
    // Of a row: its lines lie in so much of it.
    private const double Spread = 0.5;

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.OpenCircle, MarkerShape.FilledCircle, MarkerShape.FilledDiamond, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp];

    /// <summary>Null where no cell of that payload was woken up.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes)
    {
        var cells = Curves.Wakes(run).Where(cell => cell is { Conditions.IsDefault: true } && cell.PayloadBytes == payloadBytes).ToList();
        var measured = cells.Where(IsMeasured).ToList();
        if (measured.Count == 0)
            return null;
        var title = $"The first message after a silence, {Figures.Bytes(payloadBytes)} round trip";
        var plot = ChartLayout.Create(title, run, theme);
        // Room for the figure next to the fastest.
        var (low, high) = (measured.Min(cell => cell.LatencyNs!.P50) / 4, measured.Max(cell => cell.LatencyNs!.Max) * 1.5);
        var silences = cells.Select(WakeText.Silence).Distinct().ToList();
        var transports = cells.GroupBy(cell => cell.Transport).ToList();
        foreach (var (row, transport) in transports.Index())
        {
            if (!transport.Any(IsMeasured))
                ChartLayout.Missing(plot, theme, transport.First(), LogAxis.At(low), row);
            foreach (var cell in transport.Where(IsMeasured))
                AddLine(plot, theme, cell, silences.IndexOf(WakeText.Silence(cell)), silences.Count, row);
        }

        foreach (var (index, silence) in silences.Index())
        {
            plot.Legend.ManualItems.Add(new LegendItem
            {
                LabelText = $"p50 after {silence}",
                MarkerShape = Shape(index),
                MarkerSize = 10,
                MarkerColor = theme.Faint,
                MarkerLineWidth = 2,
            });
        }

        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "to the slowest", LineColor = theme.Faint, LineWidth = 2 });
        plot.ShowLegend(Edge.Right);
        ChartLayout.NameRows(plot, theme, [.. transports.Select(transport => transport.Key)]);
        ChartLayout.NameValues(plot, theme, "from sending to the reply (logarithmic; less is better)");
        LogAxis.Use(plot.Axes.Bottom, low, high, decade => Figures.Duration(decade));
        plot.Axes.SetLimitsX(LogAxis.At(low), LogAxis.At(high));
        return new Chart($"wake-{payloadBytes}", title, plot, ChartLayout.HeightOf(transports.Count));
    }

    private static bool IsMeasured(CellResult cell) => cell is { Status: Status.Ok, LatencyNs: not null };

    private static MarkerShape Shape(int index) => Shapes[index % Shapes.Length];

    private static void AddLine(Plot plot, Theme theme, CellResult cell, int index, int count, int row)
    {
        var (latency, color) = (cell.LatencyNs!, Palette.Of(cell.Family));
        var y = -row + (count == 1 ? 0 : Spread * (0.5 - ((double)index / (count - 1))));
        var (median, slowest) = (LogAxis.At(latency.P50), LogAxis.At(latency.Max));
        var range = plot.Add.Line(median, y, slowest, y);
        range.Color = color.WithAlpha(0.5);
        range.LineWidth = 2;
        plot.Add.Marker(slowest, y, MarkerShape.VerticalBar, 7, color).MarkerLineWidth = 1.5f;
        plot.Add.Marker(median, y, Shape(index), 8, color).MarkerLineWidth = 2;
        var text = plot.Add.Text(Figures.Duration(latency.P50), median, y);
        text.LabelFontColor = theme.Text;
        text.LabelFontSize = 9;
        text.LabelAlignment = Alignment.MiddleRight;
        text.OffsetX = -7;
    }
}
