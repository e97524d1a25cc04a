using InterContainer.Protocol;

namespace InterContainer.Bench.Claims;

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

    private static Readability Of(CapturedBytes bytes) => bytes switch
    {
        { HasText: false } => Readability.No,
        { FramingBytes: 0 } or { PrintablePart: >= 1 } => Readability.Yes,
        _ => Readability.InPart,
    };
}
