using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

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
