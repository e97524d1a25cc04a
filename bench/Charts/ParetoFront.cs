namespace InterContainer.Bench.Charts;

/// <summary>The points that no other beats in both figures, where less of each is better (V. Pareto, "Manuale di economia politica", 1906). Pure.</summary>
internal static class ParetoFront
{
    /// <summary>In order of the first figure. Of points that are alike all belong to it.</summary>
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> points, Func<T, double> first, Func<T, double> second)
    {
        var all = points.ToList();
        return
        [
            .. all.Where(point => !all.Any(other =>
                    first(other) <= first(point) && second(other) <= second(point) && (first(other) < first(point) || second(other) < second(point))))
                .OrderBy(first)
                .ThenBy(second),
        ];
    }
}
