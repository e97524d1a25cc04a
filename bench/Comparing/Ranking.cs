using InterContainer.Runner.Results;

namespace InterContainer.Bench.Comparing;

/// <summary>Cells of one run in the order of a figure, and which of them it cannot tell apart. Pure.</summary>
internal static class Ranking
{
    /// <summary>
    /// The largest groups of neighbours in rank of which no two can be told apart, best first; a cell may be in two of them. Cells without the figure, or of
    /// one round, are left out.
    /// </summary>
    /// <param name="cells">Of one scenario and payload.</param>
    /// <param name="uncertainty">Of their run.</param>
    /// <param name="quantity">By which.</param>
    public static IReadOnlyList<IReadOnlyList<CellResult>> Indistinguishable(IEnumerable<CellResult> cells, Uncertainty uncertainty, Quantity quantity)
    {
        var ranked = cells
            .Where(cell => cell.Status == Status.Ok && uncertainty.Estimate(cell, quantity) is not null)
            .OrderBy(cell => RoundValues.Logarithms(cell, quantity).Average())
            .ToList();
        if (!Better.IsLess(quantity))
            ranked.Reverse();
        List<IReadOnlyList<CellResult>> groups = [];
        var covered = 0;
        for (var first = 0; first < ranked.Count; first++)
        {
            // Up to there all pairs are known to be alike.
            var end = Math.Max(first + 1, covered);
            while (end < ranked.Count && Enumerable.Range(first, end - first).All(i => IsOne(ranked[i], ranked[end])))
                end++;
            if (end - first > 1 && end > covered)
                groups.Add(ranked[first..end]);
            covered = Math.Max(covered, end);
        }

        return groups;

        bool IsOne(CellResult one, CellResult other) => uncertainty.IsOne(one, other, quantity);
    }

    /// <summary>
    /// The place of each, from 1: what cannot be told from the first of a place shares it, and the next place counts all before it (1, 1, 3).
    /// </summary>
    /// <param name="ranked">The best first.</param>
    /// <param name="isOne">Whether two cannot be told apart.</param>
    public static IReadOnlyList<int> Places<T>(IReadOnlyList<T> ranked, Func<T, T, bool> isOne)
    {
        var places = new int[ranked.Count];
        var first = 0;
        for (var index = 0; index < ranked.Count; index++)
        {
            if (index > 0 && !isOne(ranked[first], ranked[index]))
                first = index;
            places[index] = first + 1;
        }

        return places;
    }
}
