namespace InterContainer.Agent.Contract;

/// <summary>
/// Tells a series that rises or falls from one that only varies: the test of Mann and Kendall (H. B. Mann, "Nonparametric Tests Against
/// Trend", Econometrica 13, 1945; M. G. Kendall, "Rank Correlation Methods", 1975), which assumes no distribution. Pure.
/// </summary>
public static class Trend
{
    /// <summary>|Z| above this has a probability of 5 % in a series without a trend.</summary>
    public const double Likely = 1.96;

    /// <summary>|Z| above this has a probability of 1 % in a series without a trend.</summary>
    public const double VeryLikely = 2.576;

    /// <summary>The test's standard normal deviate: positive where the series rises, 0 for fewer than three values or all the same.</summary>
    public static double Z(IReadOnlyList<double> series)
    {
        var n = series.Count;
        if (n < 3)
            return 0;
        var s = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
                s += series[j].CompareTo(series[i]);
        }

        var ties = series.GroupBy(value => value).Sum(group => Pairs(group.Count()));
        var variance = (Pairs(n) - ties) / 18;
        return variance == 0 ? 0 : (s - Math.Sign(s)) / Math.Sqrt(variance);
    }

    /// <summary>By how much the series changes from its beginning to its end, relative to its median: the slope of Sen (P. K. Sen, 1968) times its length.</summary>
    /// <param name="series">Positive values, at least two.</param>
    public static double Change(IReadOnlyList<double> series)
    {
        List<double> slopes = [];
        for (var i = 0; i < series.Count; i++)
        {
            for (var j = i + 1; j < series.Count; j++)
                slopes.Add((series[j] - series[i]) / (j - i));
        }

        return Median.Of(slopes) * (series.Count - 1) / Median.Of(series);
    }

    private static double Pairs(int n) => (double)n * (n - 1) * ((2 * n) + 5);
}
