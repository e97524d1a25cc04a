using InterContainer.Runner.Results;

namespace InterContainer.Bench.Statistics;

/// <summary>Cells of one run in the order of a figure, and which of them are indistinguishable by it. Pure.</summary>
internal static class Ranking
{
    /// <summary>The place of each cell that has the figure, from 1; what is indistinguishable from the first of a place shares it.</summary>
    /// <param name="cells">Of one scenario and payload.</param>
    /// <param name="uncertainty">Of their run.</param>
    /// <param name="quantity">By which.</param>
    public static IEnumerable<(CellResult Cell, int Place)> Places(IEnumerable<CellResult> cells, Uncertainty uncertainty, Quantity quantity)
    {
        var ranked = cells
            .Where(cell => cell.Status == Status.Ok && RoundValues.Figure(cell, quantity) is not null)
            .OrderBy(cell => (Better.IsLess(quantity) ? 1 : -1) * RoundValues.Figure(cell, quantity)!.Value)
            .ToList();
        var places = Places(ranked, (one, other) => uncertainty.IsOne(one, other, quantity));
        return ranked.Zip(places);
    }

    /// <summary>
    /// The place of each, from 1: what is indistinguishable from the first of a place shares it. The next place counts all before it (1, 1, 3).
    /// </summary>
    /// <param name="ranked">The best first.</param>
    /// <param name="isOne">Whether two are indistinguishable.</param>
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
