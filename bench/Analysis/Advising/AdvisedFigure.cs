using InterContainer.Bench.Statistics;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>A figure as a run gives it, or why it gives none.</summary>
/// <param name="Value">Null: the run cannot say.</param>
/// <param name="How">How it was interpolated; null: measured at exactly what is asked for.</param>
/// <param name="Missing">Why there is no value; null where there is one.</param>
internal sealed record AdvisedFigure(double? Value, string? How, string? Missing)
{
    /// <summary>The least that it is, at 95 %; null where the run has no rounds to know that by.</summary>
    public double? Low { get; init; }

    /// <summary>The most that it is.</summary>
    public double? High { get; init; }

    /// <summary>What tells it from that of another transport; null where the run has no rounds to know that by.</summary>
    public Estimate? Estimate { get; init; }

    /// <summary>What a reader should know of the cells that it is of.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public static AdvisedFigure Of(double value, string? how = null) => new(value, how, null);

    /// <summary>With the interval of the estimate around it; null: as it is.</summary>
    public static AdvisedFigure Of(double value, Estimate? estimate) => estimate is null
        ? Of(value)
        : Of(value) with { Low = value * Math.Exp(-estimate.HalfWidth), High = value * Math.Exp(estimate.HalfWidth), Estimate = estimate };

    public static AdvisedFigure None(string missing) => new(null, null, missing);

    /// <summary>Whether two are indistinguishable: where both have an interval, by their difference.</summary>
    public static bool IsOne(AdvisedFigure one, AdvisedFigure other) => one.Estimate is { } first && other.Estimate is { } second
        ? (first - second).IsNoise
        : one.Value == other.Value;
}
