using ScottPlot;

namespace InterContainer.Bench.Charts;

/// <summary>A drawn chart.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Title">What it shows, for a reader who cannot see it.</param>
/// <param name="Plot">The drawing.</param>
/// <param name="Height">Points.</param>
internal sealed record Chart(string Name, string Title, Plot Plot, int Height)
{
    private const int PixelsPerPoint = 2;

    /// <summary>Writes it as PNG and SVG.</summary>
    /// <returns>The SVG document.</returns>
    public string Save(string folder)
    {
        var svg = Plot.GetSvgXml(Canvas.Width, Height);
        File.WriteAllText(Path.Combine(folder, $"{Name}.svg"), svg);
        Plot.ScaleFactor = PixelsPerPoint;
        Plot.SavePng(Path.Combine(folder, $"{Name}.png"), Canvas.Width * PixelsPerPoint, Height * PixelsPerPoint);
        return svg;
    }
}
