using InterContainer.Protocol;
using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Results;

/// <summary>What a run was to measure: with the same seed, the same cells are measured in the same order.</summary>
/// <param name="Seed">What the order of each round was made from.</param>
/// <param name="Rounds">How often every cell is measured.</param>
/// <param name="Cells">Each once, in the order of the results.</param>
public sealed record PlanInfo(uint Seed, int Rounds, IReadOnlyList<CellKey> Cells)
{
    /// <summary>How long warm-up and windows might be, each timing of the cells once; empty in files of before that was recorded.</summary>
    public IReadOnlyList<Timing> Timings { get; init; } = [];

    /// <summary>A plan, without the order that follows from its seed.</summary>
    public static PlanInfo Of(Plan plan) => new(plan.Seed, plan.Rounds, [.. plan.Cells.Select(KeyOf)])
    {
        Timings = [.. plan.Cells.Select(cell => cell.Cell.Timing).Distinct()],
    };

    /// <summary>The key that the results of a cell will have.</summary>
    public static CellKey KeyOf(PlannedCell planned) => new(
        planned.Transport.Text,
        planned.Cell.Scenario,
        planned.Cell.PayloadBytes,
        planned.Cell.Initiators,
        planned.Cell.Responders,
        planned.Cell.OfferedRate)
    {
        Conditions = planned.Conditions,
        InFlight = planned.Cell.InFlight,
        SilenceMs = planned.Cell.SilenceMs,
        Subscribers = planned.Cell.Scenario == Scenario.FanOut ? planned.Cell.Subscribers : null,
    };
}
