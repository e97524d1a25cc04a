namespace InterContainer.Runner.Results;

/// <summary>The highest rate of round trips that a transport held, as a search found and a repeat confirmed.</summary>
public sealed record Capacity
{
    public required string Transport { get; init; }

    public required int PayloadBytes { get; init; }

    public required int Initiators { get; init; }

    /// <summary>Requests that each of them might have under way at once.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>Held twice: at least 99 % of the messages that were due were answered in time. Null where none was found.</summary>
    public double? MessagesPerSecond { get; init; }

    /// <summary>The lowest rate that was tried and not held.</summary>
    public double? FirstUnsustainedRate { get; init; }

    /// <summary>Why there is none; null: there is.</summary>
    public string? Reason { get; init; }
}
