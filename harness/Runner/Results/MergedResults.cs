namespace InterContainer.Runner.Results;

/// <summary>
/// Several runs of one plan as one: each round keeps the run it came from, and figures are of rounds in runs (<see cref="CellFigures"/>). Pure.
/// </summary>
public static class MergedResults
{
    /// <summary>Cells of all runs together. Counts and costs add up, the worst status of a cell stays; capacities and calibrations are left out.</summary>
    /// <param name="id">Of the merged run.</param>
    /// <param name="command">That merges them.</param>
    /// <param name="runs">Two or more whole runs of one plan and machine, each with an id of its own. One that is merged already counts as its runs.</param>
    public static RunResults Of(string id, string command, IReadOnlyList<RunResults> runs)
    {
        var inOrder = runs.OrderBy(run => run.Run.StartedUtc).ToList();
        var first = inOrder[0].Run;
        var cells = inOrder
            .SelectMany(run => run.Results.Select(cell => cell.With([.. cell.Rounds.Select(round => round with { Run = round.Run ?? run.Run.Id })])))
            .GroupBy(cell => (cell.Key, cell.Isolation));
        return new RunResults
        {
            Run = new RunInfo
            {
                Id = id,
                StartedUtc = first.StartedUtc,
                FinishedUtc = inOrder.Max(run => run.Run.FinishedUtc),
                Command = command,
                Version = first.Version,
                Host = first.Host,
                Plan = first.Plan! with { Rounds = inOrder.Sum(run => run.Run.Plan!.Rounds) },
                Merged = [.. inOrder.SelectMany(run => Parts(run.Run)).OrderBy(run => run.StartedUtc)],
            },
            Results = [.. cells.Select(cell => cell.Aggregate(Evaluation.Merge))],
        };
    }

    /// <summary>The runs in a run: it alone, or those it was merged from.</summary>
    public static IReadOnlyList<MergedRun> Parts(RunInfo run) => run.IsMerged
        ? run.Merged
        :
        [
            new MergedRun(run.Id, run.StartedUtc, run.FinishedUtc ?? run.StartedUtc, run.Command, run.Plan?.Seed ?? 0, run.Plan?.Rounds ?? 0)
            {
                Resumed = run.Resumed,
            },
        ];
}
