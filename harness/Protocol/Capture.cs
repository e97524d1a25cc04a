namespace InterContainer.Protocol;

/// <summary>
/// What one exchange of a text looks like where it passes: on the wire, or in the file. Taken after everything was measured, over a connection of its own that
/// was open already.
/// </summary>
public sealed record Capture
{
    /// <summary>Null: it was captured; else why not.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the bytes were seen; null where they were not.</summary>
    public CapturePlace? Place { get; init; }

    /// <summary>Of the message, as of any other of the cell: a header of <see cref="Cell.MinPayloadBytes"/>, and then the text.</summary>
    public int PayloadBytes { get; init; }

    /// <summary>What went before that exchange, both ways, while connecting and for a first one, bytes; null in a file.</summary>
    public long? BeforeBytes { get; init; }

    /// <summary>Towards the responder; null where nothing was seen.</summary>
    public CapturedBytes? Request { get; init; }

    /// <summary>Back to the initiator; null where nothing was seen.</summary>
    public CapturedBytes? Reply { get; init; }

    /// <summary>Why there is nothing to see of a transport that needs both ends in one process.</summary>
    public const string InOneProcess = "both ends are in one process, and nothing lies between them";

    public static Capture Not(string reason) => new() { Reason = reason };
}

/// <summary>The bytes of one direction.</summary>
public sealed record CapturedBytes
{
    /// <summary>All of them, the message included.</summary>
    public required long Bytes { get; init; }

    /// <summary>Those beyond the message.</summary>
    public required long FramingBytes { get; init; }

    /// <summary>Whether the text stands in them as it was sent.</summary>
    public required bool HasText { get; init; }

    /// <summary>
    /// The part of the framing, 0 to 1, that is printable ASCII, a tab or the end of a line; null where there is none, or it cannot be told from the message.
    /// </summary>
    public double? PrintablePart { get; init; }

    /// <summary>
    /// A piece for people: ends of lines as \r and \n, tabs as \t, what cannot be printed as a dot, and [header] for the message's own header, which is binary.
    /// </summary>
    public required string Sample { get; init; }
}

/// <summary>Where bytes were seen.</summary>
public enum CapturePlace
{
    /// <summary>Between initiator and responder.</summary>
    Ends,

    /// <summary>Between initiator and broker or database.</summary>
    Service,

    /// <summary>In the files of a folder.</summary>
    Files,
}
