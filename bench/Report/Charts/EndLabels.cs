using ScottPlot;
using ScottPlot.Panels;

namespace InterContainer.Bench.Report.Charts;

/// <summary>A <see cref="LabelColumn"/> right of a chart, for lines that end at its right edge.</summary>
/// <param name="theme">Ink.</param>
/// <param name="labels">What to name.</param>
internal sealed class EndLabels(Theme theme, IReadOnlyList<PointLabel> labels) : PanelBase
{
    /// <inheritdoc/>
    public override float Measure(Paint paint) => LabelColumn.Width(theme, labels.Select(label => label.Text), paint);

    /// <inheritdoc/>
    public override void Render(RenderPack rp, float size, float offset)
    {
        var (bottom, left, data) = (rp.Plot.Axes.Bottom, rp.Plot.Axes.Left, rp.DataRect);
        LabelColumn.Draw(
            rp,
            theme,
            labels,
            [.. labels.Select(label => new Pixel(bottom.GetPixel(label.At.X, data), left.GetPixel(label.At.Y, data)))],
            GetPanelRect(data, size, offset, rp.Paint).Left,
            data.Top - LabelColumn.Height,
            data.Bottom + LabelColumn.Height);
    }
}

/// <summary>A <see cref="LabelColumn"/> in a panel of a chart, right of the line that ends last.</summary>
/// <param name="theme">Ink.</param>
/// <param name="labels">What to name.</param>
/// <param name="frame">Of the panel.</param>
internal sealed class PanelLabels(Theme theme, IReadOnlyList<PointLabel> labels, CoordinateRect frame) : IPlottable
{
    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => LegendItem.None;

    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        List<Pixel> points = [.. labels.Select(label => Axes.GetPixel(label.At))];
        var room = Axes.GetPixelRect(frame);
        LabelColumn.Draw(rp, theme, labels, points, points.Max(point => point.X) + labels[0].Mark, room.Top, room.Bottom);
    }
}
