using InterContainer.Runner.Results;

namespace InterContainer.Bench.Statistics;

/// <summary>How one figure of two cells compares.</summary>
/// <param name="Ratio">Second / first, of the geometric means over rounds.</param>
/// <param name="Low">Where the 95 % interval of the ratio begins; null where a cell has only one round.</param>
/// <param name="High">Where it ends.</param>
/// <param name="P">How likely so large a difference would be without a true one; null where a cell has only one round.</param>
internal sealed record Comparison(double Ratio, double? Low, double? High, double? P)
{
    /// <summary>Null where a cell has no such figure.</summary>
    public static Comparison? Of(CellResult first, Uncertainty ofFirst, CellResult second, Uncertainty ofSecond, Quantity quantity)
    {
        if (ofFirst.Estimate(first, quantity) is { } one && ofSecond.Estimate(second, quantity) is { } other)
            return Of(one, other);
        var (values, others) = (RoundValues.Logarithms(first, quantity), RoundValues.Logarithms(second, quantity));
        return values.Count == 0 || others.Count == 0 ? null : new Comparison(Math.Exp(others.Average() - values.Average()), null, null, null);
    }

    public static Comparison Of(Estimate first, Estimate second)
    {
        var difference = second - first;
        return new Comparison(
            Math.Exp(difference.Logarithm), Math.Exp(difference.Logarithm - difference.HalfWidth), Math.Exp(difference.Logarithm + difference.HalfWidth),
            difference.P);
    }

    /// <summary>By this figure alone: the difference is within the noise where the interval holds 1.</summary>
    /// <param name="lessIsBetter">As for times.</param>
    public Verdict Verdict(bool lessIsBetter) => Verdict(lessIsBetter, P);

    /// <param name="lessIsBetter">As for times.</param>
    /// <param name="p">For one of many figures: <see cref="P"/>, adjusted for their number.</param>
    public Verdict Verdict(bool lessIsBetter, double? p) => p switch
    {
        null => Ratio == 1 ? Statistics.Verdict.Indistinguishable : Statistics.Verdict.Unknown,
        > FalseDiscovery.Rate => Statistics.Verdict.Indistinguishable,
        _ => Ratio > 1 == lessIsBetter ? Statistics.Verdict.Worse : Statistics.Verdict.Better,
    };
}

/// <summary>The second compared with the first.</summary>
internal enum Verdict
{
    Better,
    Worse,

    /// <summary>The difference is within the noise.</summary>
    Indistinguishable,

    /// <summary>One round has no noise to measure a difference by.</summary>
    Unknown,
}
