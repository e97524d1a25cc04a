using ScottPlot;
using SkiaSharp;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// The marks that are polygons or lines. ScottPlot draws them as well, but leaves each path to the garbage collector, which may free it while Skia still reads
/// it: now and then, that ends the process with a segmentation fault (https://github.com/mono/SkiaSharp/issues/2821).
/// </summary>
internal sealed class PathMarker : IMarker
{
    // Of an equilateral triangle whose side is 1: from its centre to a corner.
    private const float Radius = 1 / 1.732f;

    private static readonly SKPoint[] Triangle = [new(0, -Radius), new(Radius * 0.866f, Radius / 2), new(-Radius * 0.866f, Radius / 2)];

    private static readonly Dictionary<MarkerShape, PathMarker> OfShape = new()
    {
        [MarkerShape.FilledTriangleUp] = new PathMarker(isFilled: true, Triangle),
        [MarkerShape.OpenTriangleUp] = new PathMarker(isFilled: false, Triangle),
        [MarkerShape.FilledDiamond] = new PathMarker(isFilled: true, [new(0.5f, 0), new(0, 0.5f), new(-0.5f, 0), new(0, -0.5f)]),
        [MarkerShape.VerticalBar] = new PathMarker(isFilled: false, [new(0, 0.5f), new(0, -0.5f)]),
    };

    private readonly bool _isFilled;
    private readonly SKPoint[] _corners;

    private PathMarker(bool isFilled, SKPoint[] corners) => (_isFilled, _corners) = (isFilled, corners);

    /// <summary>Null: the mark is neither polygon nor line, and ScottPlot draws it.</summary>
    public static PathMarker? Of(MarkerShape shape) => OfShape.GetValueOrDefault(shape);

    /// <summary>Has them drawn here, on a plot that is complete.</summary>
    /// <returns>The plot.</returns>
    public static Plot DrawIn(Plot plot)
    {
        foreach (var marked in plot.GetPlottables().OfType<IHasMarker>().Concat(plot.Legend.ManualItems))
            marked.MarkerStyle.CustomRenderer = Of(marked.MarkerShape);
        return plot;
    }

    /// <inheritdoc/>
    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        using var path = new SKPath();
        path.AddPoly([.. _corners.Select(corner => new SKPoint(center.X + (corner.X * size), center.Y + (corner.Y * size)))], close: _corners.Length > 2);
        if (_isFilled)
            Drawing.FillPath(canvas, paint, path, markerStyle.FillStyle, new PixelRect(center, size / 2));
        else
            Drawing.DrawPath(canvas, paint, path, markerStyle.LineStyle);
    }
}
