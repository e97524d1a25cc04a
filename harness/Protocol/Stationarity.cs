using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

/// <summary>
/// Whether windows keep their level: they have neither a <see cref="Trend"/> nor a <see cref="ChangePoint"/> that matters. A change that is
/// certain but below <see cref="Matters"/> is no reason to distrust a figure. Pure. It is asked while measuring goes on, so it is compiled for speed at once.
/// </summary>
public static class Stationarity
{
    /// <summary>Relative changes up to this are too small to matter.</summary>
    public const double Matters = 0.05;

    /// <summary>Significance for ending warm-up: a doubtful series is watched for longer, which costs little.</summary>
    public const double ForWarmUp = 0.05;

    /// <summary>Significance for flagging measured windows.</summary>
    public const double ForFlags = 0.01;

    // The tests take time by the square of the number of values, and a measurement may go on for minutes.
    private const int MostValues = 200;

    /// <summary>What speaks against it, in words; null: nothing. Of more than 200 windows the means of neighbours are tested.</summary>
    /// <param name="nsPerMessage">Of each window, in order; of fewer than five nothing is said.</param>
    /// <param name="significance">The probability that a stationary series is taken for another, of each of the two tests.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static string? Doubt(ReadOnlySpan<double> nsPerMessage, double significance)
    {
        if (nsPerMessage.Length < 5)
            return null;
        if (nsPerMessage.Length > MostValues)
            nsPerMessage = MeansOfNeighbours(nsPerMessage, (nsPerMessage.Length + MostValues - 1) / MostValues);
        if (Trend.Probability(nsPerMessage) < significance && Math.Abs(Trend.Change(nsPerMessage)) > Matters)
            return "a trend was left";
        var (at, probability) = ChangePoint.Find(nsPerMessage);
        return probability < significance && Math.Abs(ChangePoint.Change(nsPerMessage, at)) > Matters ? "a change-point was left" : null;
    }

    // What is left over at the end belongs to the last.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] MeansOfNeighbours(ReadOnlySpan<double> values, int each)
    {
        var means = new double[values.Length / each];
        for (var i = 0; i < means.Length; i++)
        {
            var sum = 0.0;
            var end = i == means.Length - 1 ? values.Length : (i + 1) * each;
            for (var j = i * each; j < end; j++)
                sum += values[j];
            means[i] = sum / (end - (i * each));
        }

        return means;
    }
}

/// <summary>
/// Finds the place where the level of a series changes, by the test of Pettitt (A. N. Pettitt, "A Non-Parametric Approach to the
/// Change-Point Problem", Applied Statistics 28(2), 1979). It assumes no distribution. Pure.
/// </summary>
public static class ChangePoint
{
    /// <summary>The most likely place and its approximate significance, p = 2 exp(-6 K² / (n³ + n²)), capped at 1.</summary>
    /// <param name="series">At least two values, in order.</param>
    /// <returns><c>At</c>: how many values lie before the change, 1 to n - 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int At, double Probability) Find(ReadOnlySpan<double> series)
    {
        var n = series.Length;
        var (at, largest, sum) = (1, 0L, 0L);
        for (var t = 0; t < n - 1; t++)
        {
            // U(t) = U(t - 1) + Σ sign(x(t) - x(j)), over all j.
            for (var j = 0; j < n; j++)
                sum += series[t].CompareTo(series[j]);
            if (Math.Abs(sum) > largest)
                (at, largest) = (t + 1, Math.Abs(sum));
        }

        return (at, Math.Min(1, 2 * Math.Exp(-6.0 * largest * largest / (((double)n * n * n) + ((double)n * n)))));
    }

    /// <summary>By how much the median after a place differs from the one before it, relative to the one before.</summary>
    /// <param name="series">Positive values.</param>
    /// <param name="at">How many lie before it, 1 to n - 1.</param>
    public static double Change(ReadOnlySpan<double> series, int at) => (Median.Of(series[at..]) / Median.Of(series[..at])) - 1;
}

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
