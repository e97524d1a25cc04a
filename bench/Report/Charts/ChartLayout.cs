using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What all charts share: fonts, grid, title, and the machine in the caption.</summary>
internal static class ChartLayout
{
    /// <summary>Of a chart in points; PNG has twice as many pixels each way.</summary>
    public const int Width = 960;

    public static Plot Create(string title, RunResults run, Theme theme)
    {
        ChartFont.Use();
        var plot = new Plot();
        plot.Title(title, 18);
        plot.Axes.Color(theme.Faint);
        plot.Axes.Title.Label.ForeColor = theme.Text;
        plot.Axes.Title.Label.Bold = true;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Grid.MajorLineColor = theme.Grid;
        plot.DataBackground.Color = theme.Background;
        plot.FigureBackground.Color = theme.Background;
        plot.Legend.FontColor = theme.Text;
        plot.Legend.BackgroundColor = theme.Background;
        plot.Legend.OutlineColor = theme.Grid;
        plot.Legend.ShadowColor = Colors.Transparent;
        foreach (var line in MachineText.InTwoLines(run))
            AddCaption(plot, theme, line);
        return plot;
    }

    /// <summary>Names down the left side, the first on top.</summary>
    public static void NameRows(Plot plot, Theme theme, IReadOnlyList<string> names)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var row = 0; row < names.Count; row++)
            ticks.AddMajor(-row, names[row]);
        plot.Axes.Left.TickGenerator = ticks;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.ForeColor = theme.Text;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.SetLimitsY(-names.Count + 0.4, 0.6);
        plot.Grid.YAxisStyle.IsVisible = false;
    }

    private static void AddCaption(Plot plot, Theme theme, string line)
    {
        var caption = plot.Axes.AddBottomAxis();
        caption.LabelText = line;
        caption.LabelFontSize = 11;
        caption.LabelBold = false;
        caption.LabelFontColor = theme.Faint;
        caption.FrameLineStyle.IsVisible = false;
        caption.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
    }

    /// <summary>Labels the bottom axis.</summary>
    public static void NameValues(Plot plot, Theme theme, string label) => Name(theme, plot.Axes.Bottom, label);

    /// <summary>Labels the left axis.</summary>
    public static void NameSide(Plot plot, Theme theme, string label) => Name(theme, plot.Axes.Left, label);

    /// <summary>Says in a row why it has no figure.</summary>
    public static void Missing(Plot plot, Theme theme, CellResult cell, double x, int row)
    {
        var text = plot.Add.Text(CellText.Outcome(cell), x, -row);
        text.LabelFontColor = cell.Status == Runner.Results.Status.Skipped ? theme.Faint : theme.Failed;
        text.LabelFontSize = 12;
        text.LabelBold = cell.Status != Runner.Results.Status.Skipped;
        text.LabelAlignment = Alignment.MiddleLeft;
    }

    private static void Name(Theme theme, IAxis axis, string label)
    {
        axis.Label.Text = label;
        axis.Label.FontSize = 13;
        axis.Label.Bold = false;
        axis.Label.ForeColor = theme.Text;
        axis.TickLabelStyle.FontSize = 12;
    }

    public static int HeightOf(int rows) => 185 + (rows * 30);
}
