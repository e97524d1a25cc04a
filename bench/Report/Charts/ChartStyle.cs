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
    public static LegendItem UncertaintyItem(Theme theme) => new() { LabelText = "± 95 %", LineColor = theme.Faint, LineWidth = 1.5f };

    public static MarkerShape Of(int index) => Markers[index % Markers.Length];

    /// <summary>Draws lines through positive points on two logarithmic axes.</summary>
    public static void AddLines(Plot plot, IEnumerable<(Family Family, string Name, IReadOnlyList<(double X, double Y)> Points)> lines)
    {
        foreach (var family in lines.GroupBy(line => line.Family))
        {
            foreach (var (index, (_, name, points)) in family.Index())
            {
                var scatter = plot.Add.Scatter(
                    points.Select(point => LogAxis.At(point.X)).ToArray(),
                    points.Select(point => LogAxis.At(point.Y)).ToArray(),
                    Palette.Of(family.Key));
                scatter.MarkerShape = Of(index);
                scatter.LineWidth = 2;
                scatter.MarkerSize = 8;
                scatter.LegendText = name;
            }
        }
    }
}
