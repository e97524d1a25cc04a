using ScottPlot;
using SkiaSharp;

namespace InterContainer.Bench.Report.Charts;

/// <summary>A drawn chart.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Title">What it shows, in words for a screen reader.</param>
/// <param name="Plot">The drawing, complete.</param>
/// <param name="Height">Points.</param>
internal sealed record Chart(string Name, string Title, Plot Plot, int Height)
{
    private const int PixelsPerPoint = 2;

    // Rows of even colour are only disturbed by PNG's filters: without, a file is a fifth smaller and takes half of the time.
    private static readonly SKPngEncoderOptions _png = new(SKPngEncoderFilterFlags.None, zLibLevel: 6);

    /// <summary>The drawing.</summary>
    public Plot Plot { get; } = PathMarker.DrawIn(Plot);

    /// <summary>Writes it as PNG and SVG.</summary>
    /// <returns>The SVG document.</returns>
    public string Save(string folder)
    {
        Plot.ScaleFactor = 1;
        var svg = ChartFont.SvgOf(Plot, ChartLayout.Width, Height);
        File.WriteAllText(Path.Combine(folder, $"{Name}.svg"), svg);
        Save(Path.Combine(folder, $"{Name}.png"), ChartFormat.Png, ChartLayout.Width * PixelsPerPoint, Height * PixelsPerPoint, PixelsPerPoint);
        return svg;
    }

    /// <summary>Writes it in a size: with as large a letter as leaves its rows the room that they need.</summary>
    /// <param name="path">Replaced if it is there.</param>
    /// <param name="format">Of the file.</param>
    /// <param name="width">Pixels, or the units of an SVG.</param>
    /// <param name="height">The same.</param>
    public void Save(string path, ChartFormat format, int width, int height) =>
        Save(path, format, width, height, Math.Min((double)width / ChartLayout.Width, (double)height / Height));

    private void Save(string path, ChartFormat format, int width, int height, double scale)
    {
        Plot.ScaleFactor = scale;
        if (format == ChartFormat.Svg)
            File.WriteAllText(path, ChartFont.SvgOf(Plot, width, height));
        else
            SavePng(path, width, height);
    }

    private void SavePng(string path, int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        Plot.Render(surface.Canvas, width, height);
        using var pixels = surface.PeekPixels();
        using var file = File.Create(path);
        if (!pixels.Encode(file, _png))
            throw new IOException($"{path} could not be written as PNG.");
    }
}

/// <summary>What a chart is written as.</summary>
internal enum ChartFormat
{
    Svg,
    Png,
}
