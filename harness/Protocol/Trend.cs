using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

/// <summary>
/// Tells a series that rises or falls from one that only varies: the test of Mann and Kendall (H. B. Mann, "Nonparametric Tests Against
/// Trend", Econometrica 13, 1945; M. G. Kendall, "Rank Correlation Methods", 1975), which assumes no distribution. Pure.
/// </summary>
public static class Trend
{
    /// <summary>The test's standard normal deviate: positive where the series rises, 0 for fewer than three values or all the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Z(ReadOnlySpan<double> series)
    {
        var n = series.Length;
        if (n < 3)
            return 0;
        var s = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
                s += series[j].CompareTo(series[i]);
        }

        var variance = (Pairs(n) - Ties(series)) / 18;
        return variance == 0 ? 0 : (s - Math.Sign(s)) / Math.Sqrt(variance);
    }

    /// <summary>The probability that a series without a trend has a |Z| as large as this one's.</summary>
    public static double Probability(ReadOnlySpan<double> series) => 2 * UpperTail(Math.Abs(Z(series)));

    /// <summary>
    /// By how much the series changes from its beginning to its end, relative to its median: the slope of Sen (P. K. Sen, 1968) times its length.
    /// </summary>
    /// <param name="series">Positive values, at least two.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Change(ReadOnlySpan<double> series)
    {
        var n = series.Length;
        var slopes = new double[n * (n - 1) / 2];
        var next = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
                slopes[next++] = (series[j] - series[i]) / (j - i);
        }

        return Median.Of(slopes) * (n - 1) / Median.Of(series);
    }

    // Over the groups of equal values.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Ties(ReadOnlySpan<double> series)
    {
        var sorted = series.ToArray();
        Array.Sort(sorted);
        var (sum, start) = (0.0, 0);
        for (var i = 1; i <= sorted.Length; i++)
        {
            if (i < sorted.Length && sorted[i] == sorted[start])
                continue;
            sum += Pairs(i - start);
            start = i;
        }

        return sum;
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
