using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Runner.Planning;

/// <summary>A cell of the plan, and the round it is measured in.</summary>
/// <param name="Transport">With its options.</param>
/// <param name="Cell">What the agents are told.</param>
/// <param name="Round">From 1.</param>
public sealed record PlannedCell(TransportChoice Transport, Cell Cell, int Round)
{
    /// <summary>Of the pair's containers.</summary>
    public Conditions Conditions { get; init; } = Conditions.Default;

    /// <summary>Whether a load may be more than the transport can hold, because that is what is to be shown.</summary>
    public bool Saturates { get; init; }

    /// <summary>Whether the bytes of one more exchange are captured when all is measured.</summary>
    public bool Captures { get; init; }
}
