using System.Runtime.CompilerServices;
using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>Decides when enough windows were measured. Pure.</summary>
internal static class Precision
{
    /// <summary>The half-width of the median's confidence interval, relative to the median, that is good enough.</summary>
    public const double Wanted = 0.02;

    // Of the values that lie on one side of an interval with 95 % confidence.
    private const double Tail = 0.025;

    /// <summary>
    /// Whether the median over the windows of the time a message is known to ± <see cref="Wanted"/> with 95 % confidence, by order statistics, which assume no
    /// distribution (J.-Y. Le Boudec, "Performance Evaluation of Computer and Communication Systems", 2010, theorem 2.1).
    /// </summary>
    /// <param name="windows">With fewer than six no interval has that confidence.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsEnough(IReadOnlyList<Window> windows)
    {
        var sorted = NsPerMessage(windows);
        Array.Sort(sorted);
        var outside = Outside(sorted.Length);
        if (outside == 0)
            return false;
        return sorted[^outside] - sorted[outside - 1] <= 2 * Wanted * Median.Of(sorted);
    }

    /// <summary>The mean time a message of each window, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] NsPerMessage(IReadOnlyList<Window> windows)
    {
        var series = new double[windows.Count];
        for (var i = 0; i < series.Length; i++)
            series[i] = windows[i].NsPerMessage;
        return series;
    }

    // The interval goes from the n-th smallest to the n-th largest: how many of the values can lie below the true median is binomial.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Outside(int count)
    {
        // As a logarithm: of more than 1,074 values the least probability is below the smallest number.
        var (n, below, exactly) = (0, 0.0, -count * Math.Log(2));
        while (below + Math.Exp(exactly) <= Tail)
        {
            below += Math.Exp(exactly);
            n++;
            exactly += Math.Log((count - n + 1.0) / n);
        }

        return n;
    }
}
