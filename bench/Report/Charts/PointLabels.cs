using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>A name next to a point.</summary>
/// <param name="Text">One line.</param>
/// <param name="At">The point, in the units of the axes.</param>
/// <param name="Color">Of the leader, where the name had to move away.</param>
/// <param name="Mark">How far the mark of the point reaches, pixels.</param>
internal sealed record PointLabel(string Text, Coordinates At, Color Color, float Mark = 5)
{
    public bool IsBold { get; init; }

    /// <summary>Of the marks of its line, which a column of names repeats.</summary>
    public MarkerShape Shape { get; init; } = MarkerShape.None;
}

/// <summary>Names next to points, placed where the size of the picture is known, so that none covers another. A thin line leads to what had to move.</summary>
/// <param name="theme">Paper and ink.</param>
/// <param name="labels">What to name.</param>
/// <param name="lines">Of the same axes: points that a name should rather not cover.</param>
internal sealed class PointLabels(Theme theme, IReadOnlyList<PointLabel> labels, IReadOnlyList<Coordinates> lines) : IPlottable
{
    /// <summary>Pixels.</summary>
    public const float FontSize = 12;

    // Of a leader: what is nearer needs none.
    private const double Near = 12;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => LegendItem.None;

    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        var frame = new LabelBox(rp.DataRect.Left, rp.DataRect.Top, rp.DataRect.Width, rp.DataRect.Height).Grown(-2);
        var points = labels.Select(label => Axes.GetPixel(label.At)).ToList();
        List<LabelPoint> sized = [.. labels.Zip(points, (label, point) => Sized(label, point, StyleOf(label).Measure(label.Text, rp.Paint)))];
        var boxes = LabelPlacement.Around(
            sized,
            [.. lines.Select(Axes.GetPixel).Select(point => ((double)point.X, (double)point.Y))],
            frame);
        foreach (var (index, (label, point, box)) in labels.Zip(points, boxes).Index())
        {
            var (x, y) = box.Nearest(point.X, point.Y);
            var away = Math.Sqrt(Math.Pow(x - point.X, 2) + Math.Pow(y - point.Y, 2));
            if (away > Near + label.Mark || LabelPlacement.Nearer(sized, index, box) > 0)
                Drawing.DrawLine(rp.Canvas, rp.Paint, point, new Pixel((float)x, (float)y), label.Color.WithAlpha(0.7));
        }

        foreach (var (label, box) in labels.Zip(boxes))
            StyleOf(label).Render(rp.Canvas, new Pixel((float)(box.Left + 2), (float)(box.Top + (box.Height / 2))), rp.Paint, label.Text);
    }

    private static LabelPoint Sized(PointLabel label, Pixel point, MeasuredText text) => new(point.X, point.Y, label.Mark, text.Width + 4, text.Height);

    private LabelStyle StyleOf(PointLabel label) => new()
    {
        Text = label.Text,
        ForeColor = theme.Text,
        BackgroundColor = theme.Background.WithAlpha(0.75),
        BorderWidth = 0,
        FontSize = FontSize,
        Bold = label.IsBold,
        Alignment = Alignment.MiddleLeft,
    };
}
