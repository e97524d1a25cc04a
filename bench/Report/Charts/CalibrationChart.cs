using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>Suite / native with its spread over the rounds, a row a figure, on a logarithmic axis around 1.</summary>
internal static class CalibrationChart
{
    /// <summary>Null where the run was not calibrated.</summary>
    public static Chart? Draw(RunResults run, Theme theme)
    {
        var rows = run.Calibration.Where(row => row.Ratio is not null).ToList();
        if (rows.Count == 0)
            return null;
        var plot = ChartLayout.Create("Suite / native tool, measured in turn", run, theme);
        var (low, high) = (Math.Min(rows.Min(row => row.Ratio!.Min) / 1.3, 0.5), Math.Max(rows.Max(row => row.Ratio!.Max) * 1.3, 2));
        plot.Add.VerticalLine(0, 1.5f, theme.Faint);
        for (var i = 0; i < rows.Count; i++)
        {
            var (ratio, color) = (rows[i].Ratio!, Palette.Of(FamilyOf(rows[i].Transport)));
            var spread = plot.Add.Line(LogAxis.At(ratio.Min), -i, LogAxis.At(ratio.Max), -i);
            spread.Color = color.WithAlpha(0.5);
            spread.LineWidth = 3;
            plot.Add.Marker(LogAxis.At(ratio.Median), -i, Better.IsLess(rows[i].Quantity) ? MarkerShape.FilledCircle : MarkerShape.FilledSquare, 11, color);
            var text = plot.Add.Text(Figures.Digits(ratio.Median), LogAxis.At(ratio.Median), -i);
            text.LabelFontColor = theme.Text;
            text.LabelFontSize = 11;
            text.LabelAlignment = Alignment.LowerCenter;
            text.OffsetY = -5;
        }

        plot.Legend.ManualItems.Add(Item(theme, "time: less is better", MarkerShape.FilledCircle));
        plot.Legend.ManualItems.Add(Item(theme, "rate: more is better", MarkerShape.FilledSquare));
        plot.ShowLegend(Edge.Right);
        ChartLayout.NameRows(plot, theme, [.. rows.Select(row => $"{CalibrationText.Of(row)} / {row.Tool}")]);
        ChartLayout.NameValues(plot, theme, "suite / native: median of the rounds, and their range (logarithmic)");
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        foreach (var ratio in new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 })
            ticks.AddMajor(LogAxis.At(ratio), $"{Figures.Digits(ratio)}×");
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimitsX(LogAxis.At(low), LogAxis.At(high));
        return new Chart("calibration", "Suite / native tool", plot, ChartLayout.HeightOf(rows.Count));
    }

    // A file may name a transport that this version does not have.
    private static Family FamilyOf(string transport) =>
        Catalogue.BuiltIn.Transports.FirstOrDefault(known => known.Traits.Name == transport.Split(':')[0])?.Traits.Family ?? Family.Other;

    private static LegendItem Item(Theme theme, string text, MarkerShape shape) =>
        new() { LabelText = text, MarkerShape = shape, MarkerSize = 10, MarkerColor = theme.Faint };
}
