namespace InterContainer.Bench.Statistics;

/// <summary>
/// Of many comparisons some look like a change by chance. The procedure of Benjamini and Hochberg ("Controlling the False Discovery Rate: a Practical and
/// Powerful Approach to Multiple Testing", Journal of the Royal Statistical Society B 57(1), 1995) keeps the expected part of these among all that are called
/// changed below a bound. Pure.
/// </summary>
internal static class FalseDiscovery
{
    /// <summary>The bound.</summary>
    public const double Rate = 0.05;

    /// <summary>The p-values for the number of comparisons: what is at most <see cref="Rate"/> is called changed. In the order given.</summary>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        var least = 1.0;
        foreach (var (rank, index) in Enumerable.Range(0, values.Count).OrderBy(i => values[i]).Index().Reverse())
        {
            least = Math.Min(least, values[index] * values.Count / (rank + 1));
            adjusted[index] = least;
        }

        return adjusted;
    }
}
