namespace InterContainer.Agent.Contract;

/// <summary>
/// Tells a series that rises or falls from one that only varies: the test of Mann and Kendall (H. B. Mann, "Nonparametric Tests Against
/// Trend", Econometrica 13, 1945; M. G. Kendall, "Rank Correlation Methods", 1975), which assumes no distribution. Pure.
/// </summary>
public static class Trend
{
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

    /// <summary>The probability that a series without a trend has a |Z| as large as this one's.</summary>
    public static double Probability(IReadOnlyList<double> series) => 2 * UpperTail(Math.Abs(Z(series)));

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

    // Of the standard normal distribution, to 7.5e-8: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, formula 26.2.17.
    private static double UpperTail(double z)
    {
        var t = 1 / (1 + (0.2316419 * z));
        var series = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * series;
    }

    private static double Pairs(int n) => (double)n * (n - 1) * ((2 * n) + 5);
}
