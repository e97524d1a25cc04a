using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace InterContainer.Bench.Comparing;

/// <summary>How far a mean over few values may be from the truth, by drawing from the values again and again. Pure: the same values give the same answer.</summary>
internal static class Bootstrap
{
    private const int Draws = 4000;
    private const double Tail = 0.025;

    private static readonly ConcurrentDictionary<int, int> OutsideOf = new();

    /// <summary>
    /// The larger half of the 95 % interval of the mean: the expanded percentile bootstrap, which draws the tails so far out that few values do not make it too
    /// narrow (T. Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69(4), 2015, section 5.3). Of up to four values that is their range.
    /// </summary>
    /// <param name="values">In any unit, which is that of the answer.</param>
    /// <returns>Null of fewer than two values, which say nothing about it.</returns>
    public static double? HalfWidth(IReadOnlyList<double> values)
    {
        var count = values.Count;
        if (count < 2)
            return null;
        var mean = values.Average();
        var outside = OutsideOf.GetOrAdd(count, Outside);
        // The farthest mean is that of one value drawn each time.
        if (outside == 0)
            return Math.Max(values.Max() - mean, mean - values.Min());
        var means = Means(values);
        return Math.Max(means[^(outside + 1)] - mean, mean - means[outside]);
    }

    // How many of the draws lie beyond each end of the interval.
    private static int Outside(int count) =>
        (int)(Draws * Normal.CDF(0, 1, Math.Sqrt(count / (count - 1.0)) * StudentT.InvCDF(0, 1, count - 1, Tail)));

    private static double[] Means(IReadOnlyList<double> values)
    {
#pragma warning disable CA5394 // The same draws each time, so that a report says the same each time.
        var random = new Random(values.Count);
        var means = Enumerable.Range(0, Draws)
            .Select(_ => Enumerable.Range(0, values.Count).Average(_ => values[random.Next(values.Count)]))
            .ToArray();
#pragma warning restore CA5394
        Array.Sort(means);
        return means;
    }
}
