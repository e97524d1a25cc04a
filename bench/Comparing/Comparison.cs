using InterContainer.Runner.Results;

namespace InterContainer.Bench.Comparing;

/// <summary>How one figure of two cells compares. The difference is within noise where the interval of the ratio holds 1.</summary>
/// <param name="Ratio">Second / first, of the geometric means over rounds.</param>
/// <param name="Low">Where the 95 % interval of the ratio begins; null where a cell has only one round.</param>
/// <param name="High">Where it ends.</param>
internal sealed record Comparison(double Ratio, double? Low, double? High)
{
    /// <summary>Null where a cell has no such figure.</summary>
    public static Comparison? Of(CellResult first, Uncertainty ofFirst, CellResult second, Uncertainty ofSecond, Quantity quantity)
    {
        var (one, other) = (RoundValues.Logarithms(first, quantity), RoundValues.Logarithms(second, quantity));
        if (one.Count == 0 || other.Count == 0)
            return null;
        var difference = other.Average() - one.Average();
        // Independent errors add up as squares do.
        return ofFirst.Of(first, quantity) is { } oneMay && ofSecond.Of(second, quantity) is { } otherMay && Math.Sqrt((oneMay * oneMay) + (otherMay * otherMay)) is var may
            ? new Comparison(Math.Exp(difference), Math.Exp(difference - may), Math.Exp(difference + may))
            : new Comparison(Math.Exp(difference), null, null);
    }

    /// <param name="lessIsBetter">As for times.</param>
    public Verdict Verdict(bool lessIsBetter) => this switch
    {
        { Low: null } when Ratio != 1 => Comparing.Verdict.Unknown,
        { Low: > 1 } => lessIsBetter ? Comparing.Verdict.Worse : Comparing.Verdict.Better,
        { High: < 1 } => lessIsBetter ? Comparing.Verdict.Better : Comparing.Verdict.Worse,
        _ => Comparing.Verdict.Indistinguishable,
    };
}

/// <summary>The second beside the first.</summary>
internal enum Verdict
{
    Better,
    Worse,

    /// <summary>The difference is within the noise.</summary>
    Indistinguishable,

    /// <summary>One round has no noise to measure a difference by.</summary>
    Unknown,
}
