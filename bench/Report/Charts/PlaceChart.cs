using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What each place costs compared with the default one: a row a transport and place, ratio and 95 % interval, on a logarithmic axis.</summary>
internal static class PlaceChart
{
    private static readonly double[] Ticks = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 20, 50, 100];

    /// <summary>Null where no round trip of that payload was measured in two places.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes, PlaceDimension dimension)
    {
        var uncertainty = new Uncertainty(run);
        List<(CellResult Cell, Comparison? Cost)> rows =
        [
            .. from cells in dimension.Groups(run)
               where cells[0].Scenario == Scenario.RoundTrip && cells[0].PayloadBytes == payloadBytes && dimension.Without(cells[0].Conditions).IsDefault
               from cell in cells
               where dimension.Of(cell.Conditions) is not null
               select (cell, dimension.Cost(cells[0], cell, uncertainty)),
        ];
        var known = rows.Select(row => row.Cost).OfType<Comparison>().ToList();
        if (known.Count == 0)
            return null;
        var title = $"What the {dimension.Name} costs: round trip of {Figures.Bytes(payloadBytes)}";
        var plot = ChartLayout.Create(title, run, theme);
        var (low, high) = (Math.Min(known.Min(cost => cost.Low ?? cost.Ratio) / 1.2, 0.7), Math.Max(known.Max(cost => cost.High ?? cost.Ratio) * 1.3, 1.5));
        plot.Add.VerticalLine(0, 1.5f, theme.Faint);
        foreach (var (row, (cell, cost)) in rows.Index())
        {
            if (cost is null && cell.Status == Status.Ok)
                AddAlone(plot, theme, $"{Figures.Duration(cell.LatencyNs!.P50)}; no figure on {dimension.Default}", LogAxis.At(low), row);
            else if (cost is null)
                ChartLayout.Missing(plot, theme, cell, LogAxis.At(low), row);
            else
                AddRow(plot, theme, cell, cost, row);
        }

        ChartLayout.NameRows(plot, theme, [.. rows.Select(row => $"{row.Cell.Transport}, {dimension.PlaceOf(row.Cell)}")]);
        ChartLayout.NameValues(plot, theme, $"median / that on {dimension.Default}, with its 95 % interval (logarithmic; less is better)");
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        foreach (var ratio in Ticks.Where(ratio => ratio >= low && ratio <= high))
            ticks.AddMajor(LogAxis.At(ratio), $"{Figures.Digits(ratio)}×");
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimitsX(LogAxis.At(low), LogAxis.At(high));
        return new Chart($"{dimension.Name}-cost-{payloadBytes}", title, plot, ChartLayout.HeightOf(rows.Count));
    }

    // What it would be compared with was skipped, failed, or not measured.
    private static void AddAlone(Plot plot, Theme theme, string words, double x, int row)
    {
        var text = plot.Add.Text(words, x, -row);
        text.LabelFontColor = theme.Faint;
        text.LabelFontSize = 12;
        text.LabelAlignment = Alignment.MiddleLeft;
    }

    private static void AddRow(Plot plot, Theme theme, CellResult cell, Comparison cost, int row)
    {
        var color = Palette.Of(cell.Family);
        if (cost is { Low: { } from, High: { } to })
        {
            var interval = plot.Add.Line(LogAxis.At(from), -row, LogAxis.At(to), -row);
            interval.Color = color.WithAlpha(0.5);
            interval.LineWidth = 3;
        }

        plot.Add.Marker(LogAxis.At(cost.Ratio), -row, MarkerShape.FilledCircle, 10, color);
        var text = plot.Add.Text($"{Figures.Digits(cost.Ratio)}×, {Figures.Duration(cell.LatencyNs!.P50)}", LogAxis.At(cost.Ratio), -row);
        text.LabelFontColor = theme.Text;
        text.LabelFontSize = 11;
        text.LabelAlignment = Alignment.LowerCenter;
        text.OffsetY = -5;
    }
}
