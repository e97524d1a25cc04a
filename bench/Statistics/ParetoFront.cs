namespace InterContainer.Bench.Statistics;

/// <summary>Which of some choices no other one beats. Pure.</summary>
internal static class ParetoFront
{
    /// <param name="choices">Each a list of figures of which less is better, in one order; null: one of them is not known.</param>
    /// <param name="isOne">
    /// Whether two choices (by index) are indistinguishable in a figure (by index): then they are equal in it; null: every difference counts.
    /// </param>
    /// <returns>For each: whether no other is at least as good in all figures and better in one; null where that cannot be said.</returns>
    public static IReadOnlyList<bool?> Of(IReadOnlyList<IReadOnlyList<double>?> choices, Func<int, int, int, bool>? isOne = null)
    {
        return
        [
            .. Enumerable.Range(0, choices.Count)
                .Select(choice => choices[choice] is null ? (bool?)null : !Enumerable.Range(0, choices.Count).Any(other => Beats(other, choice))),
        ];

        bool Beats(int one, int other)
        {
            if (one == other || choices[one] is not { } figures)
                return false;
            var signs = figures.Zip(choices[other]!, (first, second) => first.CompareTo(second))
                .Select((sign, figure) => sign != 0 && isOne?.Invoke(one, other, figure) == true ? 0 : sign)
                .ToList();
            return signs.TrueForAll(sign => sign <= 0) && signs.Exists(sign => sign < 0);
        }
    }
}
