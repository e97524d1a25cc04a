namespace InterContainer.Runner.Planning;

/// <summary>The cells of a run in the order they are measured.</summary>
public static class Plan
{
    /// <summary>
    /// Every cell once a round. Each second round runs backwards (ABBA), so that a machine that slowly gets faster or slower
    /// favours neither the first nor the last.
    /// </summary>
    /// <param name="cells">One round, in order.</param>
    /// <param name="rounds">1 or more.</param>
    public static IReadOnlyList<PlannedCell> InRounds(IReadOnlyList<PlannedCell> cells, int rounds) =>
        [.. Enumerable.Range(1, rounds)
            .SelectMany(round => (round % 2 == 1 ? cells : cells.Reverse()).Select(cell => cell with { Round = round }))];
}
