using ScottPlot;

namespace InterContainer.Bench.Charts;

/// <summary>Lines of one family have one colour, so they differ by marker. Not by dashes, which Skia cannot write into an SVG.</summary>
internal static class Looks
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

    public static MarkerShape Of(int index) => Markers[index % Markers.Length];
}
