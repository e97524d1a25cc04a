using InterContainer.Runner.Results;

namespace InterContainer.Bench.Comparing;

/// <summary>
/// What is stated beside the figures of a run, at 95 %: the larger of what a cell's own rounds say (<see cref="Bootstrap"/>) and of its part in the run's <see cref="NoiseFloor"/>.
/// </summary>
/// <param name="run">The run.</param>
internal sealed class Uncertainty(RunResults run)
{
    public NoiseFloor Floor { get; } = NoiseFloor.Of(run);

    /// <summary>
    /// As a logarithm: the figure may be as much as e to the power of this larger, or smaller. Null where the cell has fewer than two rounds with that figure.
    /// </summary>
    public double? Of(CellResult cell, Quantity quantity) =>
        Bootstrap.HalfWidth(RoundValues.Logarithms(cell, quantity)) is { } own
            // The floor is that of a difference, in which two cells have equal parts.
            ? Math.Max(own, (Floor.Of(cell.Scenario, quantity) ?? 0) / Math.Sqrt(2))
            : null;
}
