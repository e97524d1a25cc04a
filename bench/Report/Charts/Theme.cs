using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>The colours of paper and ink. Those of the families are the same in each: see <see cref="Palette"/>.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Faint">Of what is read last: axes, captions.</param>
/// <param name="Failed">Of what has no figure.</param>
internal sealed record Theme(string Name, Color Background, Color Text, Color Faint, Color Grid, Color Failed)
{
    public static Theme Light { get; } = new(
        "light", Colors.White, Color.FromHex("#222222"), Color.FromHex("#666666"), Color.FromHex("#DDDDDD"), Color.FromHex("#B00020"));

    public static Theme Dark { get; } = new(
        "dark", Color.FromHex("#16181D"), Color.FromHex("#ECECEC"), Color.FromHex("#A6A9B0"), Color.FromHex("#363A43"), Color.FromHex("#FF7B8A"));

    public static IReadOnlyList<Theme> All { get; } = [Light, Dark];
}
