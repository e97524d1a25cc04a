namespace InterContainer.Bench.Advising;

/// <summary>Which of some choices no other one beats. Pure.</summary>
internal static class ParetoFront
{
    /// <param name="choices">Each a list of figures of which less is better, in one order; null: one of them is not known.</param>
    /// <returns>For each: whether no other is at least as good in all figures and better in one; null where that cannot be said.</returns>
    public static IReadOnlyList<bool?> Of(IReadOnlyList<IReadOnlyList<double>?> choices) =>
        [.. choices.Select(choice => choice is null ? (bool?)null : !choices.Any(other => other is not null && Beats(other, choice)))];

    private static bool Beats(IReadOnlyList<double> one, IReadOnlyList<double> other) =>
        one.Zip(other).All(pair => pair.First <= pair.Second) && one.Zip(other).Any(pair => pair.First < pair.Second);
}
