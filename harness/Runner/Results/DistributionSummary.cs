namespace InterContainer.Runner.Results;

/// <summary>
/// The distribution of times of a cell, ns. Each figure is a function of the rounds' own figures, which <see cref="CellFigures"/> states. It has no histogram.
/// </summary>
public sealed record DistributionSummary
{
    /// <summary>Of all rounds together.</summary>
    public required long Count { get; init; }

    /// <summary>The least of all rounds.</summary>
    public required long Min { get; init; }

    /// <summary>Null of latency in files of schema 1, whose rounds do not have it.</summary>
    public double? Mean { get; init; }

    public required double P50 { get; init; }

    /// <summary>Null as <see cref="Mean"/>.</summary>
    public double? P90 { get; init; }

    /// <summary>Null where a round has fewer than <see cref="CellFigures.LeastForP99"/> messages.</summary>
    public double? P99 { get; init; }

    /// <summary>Null where a round has fewer than <see cref="CellFigures.LeastForP999"/> messages.</summary>
    public double? P999 { get; init; }

    /// <summary>The greatest of all rounds.</summary>
    public required long Max { get; init; }
}
