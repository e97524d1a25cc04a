namespace InterContainer.Runner.Planning;

/// <summary>
/// The cells that one pair may play in one round, one after the other: of one transport, payload, number of initiators, requests in flight and responders,
/// and limits.
/// </summary>
/// <param name="Cells">One or more, all of one round, in the order in which they are measured.</param>
public sealed record PlannedPair(IReadOnlyList<PlannedCell> Cells);
