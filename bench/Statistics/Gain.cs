using InterContainer.Runner.Results;

namespace InterContainer.Bench.Statistics;

/// <summary>What more of a resource (processors, responders) brought: the rate of a cell by that of one that had less. Pure.</summary>
/// <param name="Ratio">Of the rates.</param>
/// <param name="Low">Where its 95 % interval begins; null where a cell has one round.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Resources">How many times as much there was.</param>
internal sealed record Gain(double Ratio, double? Low, double? High, double Resources)
{
    /// <summary>What such a gain is called in text and flags.</summary>
    public const string Superlinear = "superlinear";

    // A ratio of geometric means is as exact as its logarithms.
    private const double Rounding = 1e-9;

    /// <summary>The least that the gain is for sure; of one round, its figure.</summary>
    public double Least => Low ?? Ratio;

    /// <summary>More than the resources can give: something else held the smaller cell back, as a cold start or throttling.</summary>
    public bool IsSuperlinear => Least > Resources * (1 + Rounding);

    /// <summary>Null where a cell has no rate.</summary>
    /// <param name="uncertainty">Of the run of both.</param>
    public static Gain? Of(CellResult fewest, CellResult most, Uncertainty uncertainty, double resources) =>
        Comparison.Of(fewest, uncertainty, most, uncertainty, Quantity.MessagesPerSecond) is { } comparison
            ? new Gain(comparison.Ratio, comparison.Low, comparison.High, resources)
            : fewest.Throughput is { MessagesPerSecond: > 0 and var one } && most.Throughput is { } other
            ? new Gain(other.MessagesPerSecond / one, null, null, resources)
            : null;
}
