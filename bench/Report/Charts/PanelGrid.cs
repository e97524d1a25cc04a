using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// Small multiples in one plot: panels of the same axes side by side and below one another, each the same range moved by so much. Pure but for drawing frames.
/// </summary>
/// <param name="count">Panels, from 1.</param>
/// <param name="left">Of the range that each panel shows.</param>
/// <param name="right">Likewise.</param>
/// <param name="bottom">Likewise.</param>
/// <param name="top">Likewise.</param>
internal sealed class PanelGrid(int count, double left, double right, double bottom, double top)
{
    // Parts of a panel between it and the next.
    private const double HorizontalGap = 0.03;
    private const double GapBelow = 0.12;

    // Of the default size: what the axis on the left and the margin on the right take, points.
    private const double AroundPanels = 110;

    /// <summary>Side by side: two, where an axis and the names in a panel can still be read.</summary>
    public int Columns { get; } = ColumnsOf(count);

    /// <summary>How wide a panel is at least, points.</summary>
    public static double LeastWidth(int count) => (ChartLayout.Width - AroundPanels) / (ColumnsOf(count) * (1 + HorizontalGap));

    public int Rows => (count + Columns - 1) / Columns;

    /// <summary>All of it, with room for the names of the panels above them.</summary>
    public CoordinateRect Limits => new(left, At(Columns - 1, right, 0).X, At((Rows - 1) * Columns, 0, bottom).Y, top + ((top - bottom) * GapBelow));

    /// <summary>Where a point of a panel stands in the plot.</summary>
    /// <param name="panel">From 0, row by row.</param>
    /// <param name="x">In the panel's range.</param>
    /// <param name="y">Likewise.</param>
    public Coordinates At(int panel, double x, double y) => new(
        x + (panel % Columns * (right - left) * (1 + HorizontalGap)),
        y - (panel / Columns * (top - bottom) * (1 + GapBelow)));

    /// <summary>What a panel covers.</summary>
    public CoordinateRect Frame(int panel)
    {
        var (low, high) = (At(panel, left, bottom), At(panel, right, top));
        return new CoordinateRect(low.X, high.X, low.Y, high.Y);
    }

    /// <summary>Draws the frame of each panel, its name above it, lines at its ticks, and the ticks' names below each column and left of each row.</summary>
    /// <param name="names">Of the panels.</param>
    /// <param name="across">Where the bottom axis has lines; null: a line without a name.</param>
    /// <param name="up">The same of the left axis.</param>
    public void Draw(
        Plot plot, Theme theme, IReadOnlyList<string> names, IReadOnlyList<(double At, string? Name)> across, IReadOnlyList<(double At, string? Name)> up)
    {
        plot.HideGrid();
        for (var panel = 0; panel < count; panel++)
        {
            foreach (var (x, _) in across.Where(tick => tick.At >= left && tick.At <= right))
                Line(plot, theme.Grid, At(panel, x, bottom), At(panel, x, top));
            foreach (var (y, _) in up.Where(tick => tick.At >= bottom && tick.At <= top))
                Line(plot, theme.Grid, At(panel, left, y), At(panel, right, y));
            Line(plot, theme.Faint, At(panel, left, bottom), At(panel, right, bottom));
            Line(plot, theme.Faint, At(panel, left, bottom), At(panel, left, top));
            var name = plot.Add.Text(names[panel], At(panel, left, top));
            name.LabelBold = true;
            name.LabelFontSize = 13;
            name.LabelFontColor = theme.Text;
            name.LabelAlignment = Alignment.LowerLeft;
        }

        plot.Axes.Bottom.FrameLineStyle.IsVisible = false;
        plot.Axes.Left.FrameLineStyle.IsVisible = false;
        plot.Axes.Bottom.TickGenerator = Ticks(
            from column in Enumerable.Range(0, Columns) from tick in across select (At(column, tick.At, 0).X, tick.Name));
        plot.Axes.Left.TickGenerator = Ticks(from row in Enumerable.Range(0, Rows) from tick in up select (At(row * Columns, 0, tick.At).Y, tick.Name));
        plot.Axes.Bottom.MajorTickStyle.Length = plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.SetLimits(Limits.Left, Limits.Right, Limits.Bottom, Limits.Top);
    }

    private static int ColumnsOf(int count) => Math.Min(count, 2);

    private static ScottPlot.TickGenerators.NumericManual Ticks(IEnumerable<(double At, string? Name)> ticks)
    {
        var generator = new ScottPlot.TickGenerators.NumericManual();
        foreach (var (at, name) in ticks)
        {
            if (name is not null)
                generator.AddMajor(at, name);
        }

        return generator;
    }

    private static void Line(Plot plot, Color color, Coordinates from, Coordinates to)
    {
        var line = plot.Add.Line(from, to);
        line.Color = color;
        line.LineWidth = 1;
    }
}
