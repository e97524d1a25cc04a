using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Planning;

/// <summary>The cells of a run in the order they are measured.</summary>
public static class Plan
{
    /// <summary>
    /// Every cell once a round. Each second round runs backwards (ABBA), so that a machine that slowly gets faster or slower
    /// favours neither the first nor the last. In the first round each transport's smallest round trip is captured.
    /// </summary>
    /// <param name="cells">One round, in order.</param>
    /// <param name="rounds">1 or more.</param>
    public static IReadOnlyList<PlannedCell> InRounds(IReadOnlyList<PlannedCell> cells, int rounds)
    {
        var captured = Captured(cells);
        return [.. Enumerable.Range(1, rounds)
            .SelectMany(round => (round % 2 == 1 ? cells : cells.Reverse()).Select(cell => cell with { Round = round, Captures = round == 1 && captured.Contains(cell) }))];
    }

    // What the bytes look like is the same in every round, and for a text of any length.
    private static HashSet<PlannedCell> Captured(IReadOnlyList<PlannedCell> cells) =>
        [.. cells
            .Where(planned => planned is { Cell: { Scenario: Scenario.RoundTrip, Initiators: 1, Responders: 1 } } && planned.Limits == Limits.None)
            .GroupBy(planned => planned.Transport.Text)
            .Select(alike => alike.MinBy(planned => planned.Cell.PayloadBytes)!)];
}
