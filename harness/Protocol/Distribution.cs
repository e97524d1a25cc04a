using HdrHistogram;

namespace InterContainer.Protocol;

/// <summary>A distribution in nanoseconds. Percentiles are those of HdrHistogram: the highest value equivalent to the one at that rank.</summary>
public sealed record Distribution
{
    public required long Count { get; init; }

    public required long Min { get; init; }

    public required double Mean { get; init; }

    public required long P50 { get; init; }

    public required long P90 { get; init; }

    public required long P99 { get; init; }

    public required long P999 { get; init; }

    public required long Max { get; init; }

    public required EncodedHistogram Histogram { get; init; }

    /// <summary>A histogram's figures; null for an empty one.</summary>
    public static Distribution? Of(HistogramBase histogram) => histogram.TotalCount == 0
        ? null
        : new Distribution
        {
            Count = histogram.TotalCount,
            Min = histogram.LowestEquivalentValue(histogram.GetValueAtPercentile(0)),
            Mean = histogram.GetMean(),
            P50 = histogram.GetValueAtPercentile(50),
            P90 = histogram.GetValueAtPercentile(90),
            P99 = histogram.GetValueAtPercentile(99),
            P999 = histogram.GetValueAtPercentile(99.9),
            Max = histogram.GetMaxValue(),
            Histogram = LatencyHistogram.Encode(histogram),
        };
}
