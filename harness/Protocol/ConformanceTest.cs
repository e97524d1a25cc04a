namespace InterContainer.Protocol;

/// <summary>What an tester does with a transport.</summary>
public sealed record ConformanceTest
{
    public required ConformanceTestKind Kind { get; init; }

    /// <summary>The most messages that a <see cref="ConformanceTestKind.Delivery"/> sends.</summary>
    public int Messages { get; init; } = 100;

    /// <summary>How long it sends at most, ms.</summary>
    public int ForMs { get; init; } = 5000;

    /// <summary>Send only when told to go on, so that something can be done to the responder first.</summary>
    public bool AwaitsGo { get; init; }
}

/// <summary>The two examinations.</summary>
public enum ConformanceTestKind
{
    /// <summary>Every must of the transport contract that one responder is enough for; prints a <see cref="FindingsLine"/>.</summary>
    Conformance,

    /// <summary>Sends one way as fast as sending is accepted; prints a <see cref="DeliveryLine"/>. What arrives is the responder's to say.</summary>
    Delivery,
}

/// <summary>One thing that was examined.</summary>
/// <param name="Check">What must hold.</param>
/// <param name="Trouble">Null: it holds.</param>
public sealed record Finding(string Check, string? Trouble);
