using ScottPlot;
using SkiaSharp;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// Liberation Sans, which comes with the program: a machine may have no font, and a chart has the same letters on each. Its letters are as wide as those of
/// Arial and Helvetica, so that an SVG keeps its layout where the reader has one of these.
/// </summary>
internal sealed class ChartFont : IFontResolver
{
    public const string Family = "Liberation Sans";

    private const string InSvg = $"font-family=\"{Family}\"";

    private static readonly Lazy<bool> Registered = new(Register);

    private readonly Lazy<SKTypeface> _regular = new(() => Read("regular"));
    private readonly Lazy<SKTypeface> _bold = new(() => Read("bold"));

    /// <summary>Makes it the font of every plot that is created from now on.</summary>
    public static void Use() => _ = Registered.Value;

    /// <summary>A plot as SVG; where the reader has not this font, the first of the others that is there takes its place.</summary>
    /// <param name="plot">The drawing, complete.</param>
    /// <param name="width">Units of the SVG.</param>
    /// <param name="height">The same.</param>
    public static string SvgOf(Plot plot, int width, int height) =>
        plot.GetSvgXml(width, height).Replace(InSvg, $"font-family=\"{Family}, Arial, Helvetica, sans-serif\"", StringComparison.Ordinal);

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) =>
        fontName == Family ? (weight >= FontWeight.SemiBold ? _bold : _regular).Value : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);

    private static bool Register()
    {
        // Before the resolver of the system's fonts, which has an answer to every name.
        ScottPlot.Fonts.FontResolvers.Insert(0, new ChartFont());
        ScottPlot.Fonts.Default = Family;
        return true;
    }

    private static SKTypeface Read(string weight)
    {
        using var resource = typeof(ChartFont).Assembly.GetManifestResourceStream($"Font.{weight}")!;
        return SKTypeface.FromStream(resource);
    }
}
