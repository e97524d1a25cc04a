using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace InterContainer.Bench.Report.Page;

/// <summary>A drawing of its own made part of a page: its ids clash with no other drawing's, its colours follow the page's theme. Pure.</summary>
internal static partial class InlineSvg
{
    /// <summary>Colours of drawings that are of another lightness on a dark page, and the class that each becomes.</summary>
    private static readonly (string Class, string[] Colours)[] Themed =
    [
        ("paper", ["white", "#FFF", "#FFFFFF"]),
        ("ink", ["black", "#000", "#010101", "#222", "#222222"]),
        ("faint", ["#666", "#666666"]),
        ("rule", ["#DDD", "#DDDDDD"]),
        ("alarm", ["#B00020"]),
        ("sockets", ["#0072B2"]),
        ("database", ["#009E73"]),
        ("http", ["#D55E00"]),
        ("baseline", ["#7F7F7F"]),
    ];

    private static readonly Dictionary<string, string> ClassOf = Themed
        .SelectMany(themed => themed.Colours.Select(colour => (colour, themed.Class)))
        .ToDictionary(pair => pair.colour, pair => pair.Class, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Drawn = ["svg", "g", "rect", "ellipse", "circle", "line", "polyline", "polygon", "path", "text", "clipPath", "defs"];

    private static readonly string[] Kept =
    [
        "id", "clip-path", "x", "y", "cx", "cy", "rx", "ry", "r", "x1", "y1", "x2", "y2", "width", "height", "d", "points", "transform",
        "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-dasharray",
        "font-size", "font-weight", "font-style", "text-anchor", "opacity",
    ];

    /// <param name="svg">A whole SVG document.</param>
    /// <param name="prefix">Of its ids; letters, unique in the page.</param>
    /// <param name="label">What it shows, in words for a screen reader.</param>
    /// <returns>Markup; null where the drawing cannot be read.</returns>
    public static string? Of(string svg, string prefix, string label)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            root = XDocument.Load(reader).Root!;
        }
        catch (XmlException)
        {
            return null;
        }

        var (width, height) = (root.Attribute("width")?.Value, root.Attribute("height")?.Value);
        var drawing = Clean(root, prefix);
        drawing.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        drawing.SetAttributeValue("role", "img");
        drawing.SetAttributeValue("aria-label", label);
        drawing.SetAttributeValue("width", null);
        drawing.SetAttributeValue("height", null);
        MergeClips(drawing);
        return drawing.ToString(SaveOptions.DisableFormatting);
    }

    // Only what draws is taken over, by name: whatever a later library writes, nothing of it acts or loads.
    private static XElement Clean(XElement element, string prefix)
    {
        var clean = new XElement(
            element.Name.LocalName,
            element.Elements().Where(child => Drawn.Contains(child.Name.LocalName)).Select(child => Clean(child, prefix)));
        var classes = new List<string>();
        foreach (var attribute in element.Attributes().Where(attribute => Kept.Contains(attribute.Name.LocalName)))
        {
            var (name, value) = (attribute.Name.LocalName, attribute.Value);
            if (name is "fill" or "stroke" && ClassOf.TryGetValue(value, out var themed))
                classes.Add($"{name}-{themed}");
            else if (name is "fill" or "stroke" or "font-weight")
                clean.SetAttributeValue(name, value);
            else if (name == "id")
                clean.SetAttributeValue(name, prefix + value);
            else
                clean.SetAttributeValue(name, value.StartsWith("url(#", StringComparison.Ordinal) ? $"url(#{prefix}{value[5..]}" : Rounded(value));
        }

        if (clean.Name == "text")
        {
            // Without a fill it would not follow the theme.
            if (clean.Attribute("fill") is null && classes.Count == 0)
                classes.Add("fill-ink");
            SetText(clean, element);
        }

        if (classes.Count > 0)
            clean.SetAttributeValue("class", string.Join(' ', classes));
        return clean;
    }

    // The library writes the place of each letter, in the font it had. The reader's font has other letters: the text gets its start and its length.
    private static void SetText(XElement clean, XElement element)
    {
        var text = element.Value.Trim();
        clean.Value = text;
        var places = Numbers().Matches((string?)clean.Attribute("x") ?? "").Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture)).ToList();
        if (Numbers().Match((string?)clean.Attribute("y") ?? "") is { Success: true } line)
            clean.SetAttributeValue("y", line.Value);
        if (places.Count == 0)
            return;
        clean.SetAttributeValue("x", places[0]);
        // The width of the last letter is not given: that of the mean one.
        if (places.Count > 2 && places.Count == text.Length)
        {
            clean.SetAttributeValue("textLength", Math.Round((places[^1] - places[0]) * places.Count / (places.Count - 1), 1));
            clean.SetAttributeValue("lengthAdjust", "spacingAndGlyphs");
        }
    }

    // The library clips each mark with an area of its own; most are one and the same.
    private static void MergeClips(XElement drawing)
    {
        var clips = drawing.Descendants("clipPath").ToList();
        var same = new Dictionary<string, string>();
        var renamed = new Dictionary<string, string>();
        foreach (var clip in clips)
        {
            var (id, area) = ((string?)clip.Attribute("id") ?? "", string.Concat(clip.Elements()));
            if (same.TryAdd(area, id))
                continue;
            renamed[$"url(#{id})"] = $"url(#{same[area]})";
            clip.Remove();
        }

        foreach (var reference in drawing.Descendants().Select(element => element.Attribute("clip-path")).OfType<XAttribute>())
            reference.Value = renamed.GetValueOrDefault(reference.Value, reference.Value);
    }

    private static string Rounded(string value) =>
        LongNumbers().Replace(value, match => Math.Round(double.Parse(match.Value, CultureInfo.InvariantCulture), 1).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"-?\d*\.\d{2,}(e-?\d+)?")]
    private static partial Regex LongNumbers();

    [GeneratedRegex(@"-?\d+(\.\d+)?(e-?\d+)?")]
    private static partial Regex Numbers();
}
