using InterContainer.Transports;

namespace InterContainer.Agent.Contract;

/// <summary>What one agent is told: the cell, the role it plays in it, and where the ends meet. Comes as JSON in the environment variable <c>ASSIGNMENT</c>.</summary>
public sealed record Assignment
{
    public const string Variable = "ASSIGNMENT";

    public required Role Role { get; init; }

    /// <summary>Null for a broker, which serves many cells.</summary>
    public Cell? Cell { get; init; }

    public required Wiring Wiring { get; init; }

    /// <summary>End when standard input ends, so that no agent outlives the process that launched it.</summary>
    public bool StopAtEndOfInput { get; init; }

    /// <summary>A file to make when ready, for health checks; null: none.</summary>
    public string? ReadyFile { get; init; }
}

/// <summary>The part an agent plays.</summary>
public enum Role
{
    /// <summary>The measuring end.</summary>
    Initiator,

    /// <summary>The answering end.</summary>
    Responder,

    /// <summary>Both ends in one process, for transports that need that.</summary>
    Both,

    /// <summary>The embedded MQTT broker, where no broker container is to be had.</summary>
    Broker,
}
