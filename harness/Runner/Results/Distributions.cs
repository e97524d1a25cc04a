using HdrHistogram;
using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Results;

/// <summary>A histogram's figures. Percentiles are those of HdrHistogram: the highest value equivalent to the one at that rank.</summary>
public static class Distributions
{
    /// <summary>Null for an empty histogram.</summary>
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
