using HdrHistogram;

namespace InterContainer.Runner.Results;

/// <summary>
/// Tells whether a distribution of times has two humps, which no percentile shows. Times are sorted into logarithmic bins; two humps are two parts, each
/// with at least <see cref="LeastPart"/> of all, between which a bin is at most <see cref="Valley"/> as high as the lower of their peaks. Pure.
/// </summary>
internal static class Modes
{
    public const double LeastPart = 0.1;
    public const double Valley = 0.25;

    /// <summary>Of fewer values nothing is said.</summary>
    public const int LeastCount = 100;

    // Neighbouring bins differ by a tenth, so a hump is as wide on the left as on the right.
    private static readonly double Width = Math.Log(1.1);

    /// <summary>Where to split the two humps, in the histogram's unit; null where there is one.</summary>
    public static double? Split(HistogramBase histogram)
    {
        if (histogram.TotalCount < LeastCount)
            return null;
        var bins = Smooth(Bins(histogram));
        var total = bins.Sum();
        var left = 0.0;
        var (least, split) = (Valley, -1);
        for (var valley = 1; valley < bins.Length - 1; valley++)
        {
            left += bins[valley - 1];
            if (left < LeastPart * total || total - left - bins[valley] < LeastPart * total)
                continue;
            var depth = bins[valley] / Math.Min(bins[..valley].Max(), bins[(valley + 1)..].Max());
            if (depth <= least)
                (least, split) = (depth, valley);
        }

        return split < 0 ? null : Math.Exp((split + 0.5) * Width);
    }

    private static double[] Bins(HistogramBase histogram)
    {
        var bins = new double[BinOf(histogram.GetMaxValue()) + 2];
        foreach (var value in histogram.RecordedValues())
            bins[BinOf(value.ValueIteratedTo)] += value.CountAddedInThisIterationStep;
        return bins;
    }

    private static int BinOf(long value) => (int)(Math.Log(Math.Max(value, 1)) / Width);

    private static double[] Smooth(double[] bins) =>
        [.. bins.Select((bin, i) => (bin + bins[Math.Max(i - 1, 0)] + bins[Math.Min(i + 1, bins.Length - 1)]) / 3)];
}
