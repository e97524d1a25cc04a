using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>Lines of one family have one colour, so they differ by marker. Not by dashes, which Skia cannot write into an SVG.</summary>
internal static class ChartStyle
{
    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle,
        MarkerShape.FilledSquare,
        MarkerShape.FilledTriangleUp,
        MarkerShape.FilledDiamond,
        MarkerShape.OpenCircle,
        MarkerShape.OpenSquare,
        MarkerShape.OpenTriangleUp,
    ];

    /// <summary>The percentiles that charts of latency show, and their marks; one that a cell does not have has none.</summary>
    public static IReadOnlyList<(string Name, Func<DistributionSummary, double?> Of, MarkerShape Shape)> Percentiles { get; } =
    [
        ("p50", latency => latency.P50, MarkerShape.FilledCircle),
        ("p99", latency => latency.P99, MarkerShape.OpenCircle),
        ("p99.9", latency => latency.P999, MarkerShape.VerticalBar),
    ];

    // Of the width: what ends so near to the right edge ends at it.
    private const double AtTheEdge = 0.02;

    /// <summary>How far below a row its uncertainty is drawn, in rows.</summary>
    public const double Below = 0.3;

    /// <summary>A line over all that a figure may be, on a logarithmic bottom axis.</summary>
    /// <param name="value">Positive.</param>
    /// <param name="logarithm">As <see cref="Uncertainty"/> says it; null: nothing is drawn.</param>
    /// <param name="y">Where.</param>
    public static void AddUncertainty(Plot plot, Theme theme, double value, double? logarithm, double y)
    {
        if (logarithm is not { } may)
            return;
        var line = plot.Add.Line(LogAxis.At(value * Math.Exp(-may)), y, LogAxis.At(value * Math.Exp(may)), y);
        line.Color = theme.Faint;
        line.LineWidth = 1.5f;
    }

    /// <summary>What those lines are, for a legend.</summary>
    public static LegendItem UncertaintyItem(Theme theme) => new() { LabelText = "95 % CI", LineColor = theme.Faint, LineWidth = 1.5f };

    public static MarkerShape Of(int index) => Markers[index % Markers.Length];

    // Of a chart with names in a column: title, axis, and the machine below it.
    private const int AroundNames = 150;

    /// <summary>How high a chart has to be for the names of so many lines, points.</summary>
    public static int HeightOf(int lines, int least) => Math.Max(least, AroundNames + (int)Math.Ceiling(lines * LabelColumn.Height));

    /// <summary>
    /// Draws lines through positive points on two logarithmic axes, each with its name: right of the chart where it ends at the right edge, else next to its
    /// last point.
    /// </summary>
    public static void AddLines(Plot plot, Theme theme, IReadOnlyList<(Family Family, string Name, IReadOnlyList<(double X, double Y)> Points)> lines)
    {
        List<(Color Color, MarkerShape Shape, string Name, IReadOnlyList<Coordinates> Points)> drawn = [];
        foreach (var family in lines.GroupBy(line => line.Family))
        {
            foreach (var (index, (_, name, points)) in family.Index())
            {
                Coordinates[] places = [.. points.Select(point => new Coordinates(LogAxis.At(point.X), LogAxis.At(point.Y)))];
                var scatter = plot.Add.Scatter(places, Palette.Of(family.Key));
                scatter.MarkerShape = Of(index);
                scatter.LineWidth = 2;
                scatter.MarkerSize = 8;
                drawn.Add((Palette.Of(family.Key), Of(index), name, places));
            }
        }

        // Above the lines.
        NameLines(plot, theme, drawn);
    }

    /// <summary>Names lines at their ends.</summary>
    /// <param name="lines">Their points in the units of the axes, from left to right.</param>
    public static void NameLines(Plot plot, Theme theme, IReadOnlyList<(Color Color, MarkerShape Shape, string Name, IReadOnlyList<Coordinates> Points)> lines)
    {
        var points = lines.SelectMany(line => line.Points).ToList();
        var (left, right) = (points.Min(point => point.X), points.Max(point => point.X));
        var ends = lines.ToLookup(
            line => line.Points[^1].X >= right - ((right - left) * AtTheEdge),
            line => new PointLabel(line.Name, line.Points[^1], line.Color) { Shape = line.Shape });
        if (ends[true].Any())
            plot.Axes.AddPanel(new EndLabels(theme, [.. ends[true]]) { Edge = Edge.Right });
        if (ends[false].Any())
            plot.Add.Plottable(new PointLabels(theme, [.. ends[false]], [.. lines.SelectMany(line => Sampled(line.Points))]));
    }

    /// <summary>Points along a line, near enough to one another to see what would cover it.</summary>
    public static IEnumerable<Coordinates> Sampled(IReadOnlyList<Coordinates> points)
    {
        const int parts = 60;
        return points.Zip(points.Skip(1))
            .SelectMany(pair => Enumerable.Range(0, parts).Select(part => new Coordinates(
                pair.First.X + ((pair.Second.X - pair.First.X) * part / parts), pair.First.Y + ((pair.Second.Y - pair.First.Y) * part / parts))))
            .Append(points[^1]);
    }
}
