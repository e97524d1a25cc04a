using InterContainer.Protocol;

namespace InterContainer.Runner.Planning;

/// <summary>About how long a plan takes, before anything is known but the plan. Pure.</summary>
public static class PlanTime
{
    // What a pair takes in addition to warm-up and windows. The run's own progress corrects it.
    private static readonly TimeSpan Launching = TimeSpan.FromSeconds(1.3);

    // And for each serving end beyond the first.
    private static readonly TimeSpan LaunchingAnother = TimeSpan.FromSeconds(0.4);

    // What warm-up takes on average: of a pair's first cell, whose code is cold, and of those that follow.
    private const double FirstWarmUpMs = 1800;
    private const double NextWarmUpMs = 1100;

    // Of the bound of windows, what cells take on average.
    private const double WindowPart = 0.85;

    public static TimeSpan Of(Plan plan) => plan.Pairs.Aggregate(TimeSpan.Zero, (sum, pair) => sum + Of(pair));

    /// <summary>Launching, warm-ups and windows, of one round.</summary>
    public static TimeSpan Of(PlannedPair pair) =>
        pair.Cells.Index().Aggregate(
            Launching + (LaunchingAnother * (pair.Cells[0].Cell.ServingEnds - 1)),
            (sum, cell) => sum + Inside(cell.Item.Cell, cell.Index == 0 ? FirstWarmUpMs : NextWarmUpMs));

    private static TimeSpan Inside(Cell cell, double likelyWarmUpMs)
    {
        var timing = cell.Timing;
        var warmUpMs = Math.Min(Math.Max(timing.MinWarmUpMs, likelyWarmUpMs), timing.MaxWarmUpMs);
        return TimeSpan.FromMilliseconds(cell.Scenario switch
        {
            Scenario.Idle => warmUpMs + timing.IdleMs,
            Scenario.Wake => warmUpMs + cell.SilentMs,
            // These are always measured for the most.
            Scenario.Stream or Scenario.Load or Scenario.FanOut => warmUpMs + (timing.MaxWindows * timing.WindowMs),
            _ => warmUpMs + (Math.Max(timing.MinWindows, WindowPart * timing.MaxWindows) * timing.WindowMs),
        });
    }
}
