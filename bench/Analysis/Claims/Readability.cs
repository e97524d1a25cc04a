using System.Globalization;
using InterContainer.Protocol;

namespace InterContainer.Bench.Analysis.Claims;

/// <summary>Whether a person can read what a capture shows.</summary>
public enum Readability
{
    /// <summary>The text does not stand there as it was sent, in one direction at least.</summary>
    No,

    /// <summary>The text stands there as it was sent, among bytes that are none.</summary>
    InPart,

    /// <summary>The text stands there as it was sent, and whatever is around it is text as well.</summary>
    Yes,
}

/// <summary>The rule. Pure.</summary>
internal static class Readable
{
    /// <summary>Of the directions that were seen the worse one; null where none was.</summary>
    public static Readability? Of(Capture? capture) =>
        Seen(capture).Select(bytes => (Readability?)Of(bytes)).Min();

    public static IEnumerable<CapturedBytes> Seen(Capture? capture) => new[] { capture?.Request, capture?.Reply }.OfType<CapturedBytes>();

    /// <summary>
    /// The printable part of the framing, of both directions together; a dash where there is no framing, or it cannot be told from the message.
    /// </summary>
    public static string PrintablePart(Capture capture)
    {
        var framed = Seen(capture).Where(bytes => bytes.FramingBytes > 0).ToList();
        if (framed.Count == 0 || framed.Any(bytes => bytes.PrintablePart is null))
            return "-";
        var part = framed.Sum(bytes => bytes.PrintablePart!.Value * bytes.FramingBytes) / framed.Sum(bytes => bytes.FramingBytes);
        // Down, so that 100 % is all of it; but not for what a sum of fractions lacks.
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Math.Round(100 * part, 6))} %");
    }

    private static Readability Of(CapturedBytes bytes) => bytes switch
    {
        { HasText: false } => Readability.No,
        { FramingBytes: 0 } or { PrintablePart: >= 1 } => Readability.Yes,
        _ => Readability.InPart,
    };
}
