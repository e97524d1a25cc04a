using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// Names in a column, each at the height of its point, pushed apart in the order of the points. A thin line leads from each point to its name.
/// </summary>
internal static class LabelColumn
{
    /// <summary>What a name takes, pixels.</summary>
    public const double Height = 14;

    private const float Leader = 26;
    private const float Margin = 8;

    // A mark before a name, and what it takes.
    private const float Mark = 7;
    private const float MarkRoom = 14;

    /// <summary>How wide the column has to be, pixels.</summary>
    public static float Width(Theme theme, IEnumerable<string> names, Paint paint) =>
        Leader + MarkRoom + Margin + names.Max(name => StyleOf(theme).Measure(name, paint).Width);

    /// <summary>Draws it.</summary>
    /// <param name="labels">What to name.</param>
    /// <param name="points">Of each, in pixels, left of the column.</param>
    /// <param name="left">Where the column begins.</param>
    /// <param name="top">Of the room for the names.</param>
    /// <param name="bottom">Likewise.</param>
    public static void Draw(RenderPack rp, Theme theme, IReadOnlyList<PointLabel> labels, IReadOnlyList<Pixel> points, float left, double top, double bottom)
    {
        var heights = LabelPlacement.Spread([.. points.Select(point => (double)point.Y)], Height, top, bottom);
        foreach (var (label, point, height) in labels.Zip(points, heights))
        {
            var (begin, name) = (new Pixel(point.X + label.Mark, point.Y), new Pixel(left + Leader, (float)height));
            // Level as far as the column, so that leaders cross nothing before it.
            var edge = new Pixel(Math.Max(begin.X, left + 2), point.Y);
            Drawing.DrawLine(rp.Canvas, rp.Paint, begin, edge, label.Color.WithAlpha(0.7));
            Drawing.DrawLine(rp.Canvas, rp.Paint, edge, new Pixel(name.X - 3, name.Y), label.Color.WithAlpha(0.7));
            var mark = new MarkerStyle(label.Shape, Mark, label.Color) { LineWidth = 1.5f, CustomRenderer = PathMarker.Of(label.Shape) };
            Drawing.DrawMarker(rp.Canvas, rp.Paint, new Pixel(name.X + (Mark / 2), name.Y), mark);
            StyleOf(theme).Render(rp.Canvas, new Pixel(name.X + MarkRoom, name.Y), rp.Paint, label.Text);
        }
    }

    private static LabelStyle StyleOf(Theme theme) => new()
    {
        ForeColor = theme.Text,
        BackgroundColor = theme.Background.WithAlpha(0.75),
        BorderWidth = 0,
        FontSize = PointLabels.FontSize,
        Alignment = Alignment.MiddleLeft,
    };
}
