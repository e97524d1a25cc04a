using InterContainer.Runner.Launching;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Runner;

/// <summary>Plan → pair → measurement → result: measures every cell of a plan, and saves after each.</summary>
/// <param name="launcher">Where the pairs live.</param>
/// <param name="effort">How long a cell may take.</param>
/// <param name="plan">The cells in order.</param>
/// <param name="folder">Where <c>results.json</c> goes; it exists.</param>
public sealed class RunSession(ILauncher launcher, Effort effort, IReadOnlyList<PlannedCell> plan, string folder)
{
    private readonly Dictionary<CellKey, CellResult> _results = [];

    // On a machine that is never calm a run would take twice its time and be no better; and it has a time to keep to.
    private const int RepeatsOneIn = 30;

    private int _repeats = Math.Max(1, plan.Count / RepeatsOneIn);

    /// <summary>What was found before, for the record.</summary>
    public IReadOnlyList<Capacity> Capacities { get; init; } = [];

    /// <summary>A cell is about to be measured.</summary>
    public Action<PlannedCell> Starting { get; init; } = _ => { };

    /// <summary>A cell was measured, or failed; this round's result.</summary>
    public Action<PlannedCell, CellResult> Finished { get; init; } = (_, _) => { };

    /// <summary>Measures. When interrupted it returns what is finished, and <see cref="RunInfo.FinishedUtc"/> stays null.</summary>
    /// <exception cref="IOException">The results cannot be written.</exception>
    public async Task<RunResults> ExecuteAsync(RunInfo info, CancellationToken cancellationToken)
    {
        await using var runner = new CellRunner(launcher, effort.LongestCell);
        var run = new RunResults { Run = info, Capacities = Capacities };
        ResultsFile.Write(folder, run);
        // While the next pair is launched, which is before that measures.
        var saving = Task.CompletedTask;
        foreach (var planned in plan)
        {
            Starting(planned);
            CellResult result;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                result = await CalmAsync(runner, planned, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await saving;
                return run;
            }

            Finished(planned, result);
            Keep(result);
            run = run with { Results = [.. _results.Values] };
            await saving;
            saving = Save(run);
        }

        await saving;
        run = run with { Run = info with { FinishedUtc = DateTime.UtcNow } };
        ResultsFile.Write(folder, run);
        return run;
    }

    private Task Save(RunResults run) => Task.Run(() => ResultsFile.Write(folder, run), CancellationToken.None);

    // Of two tries the calmer one. What was lost or damaged stays known, however much the machine was disturbed.
    private async Task<CellResult> CalmAsync(CellRunner runner, PlannedCell planned, CancellationToken cancellationToken)
    {
        var first = await runner.RunAsync(planned, cancellationToken);
        if (first is not { Status: Status.Ok, Disturbance.Severity: >= 1 } || _repeats-- <= 0)
            return first;
        try
        {
            var second = await runner.RunAsync(planned, cancellationToken);
            var isCalmer = second.Disturbance is null || second.Disturbance.Severity < first.Disturbance.Severity;
            return (second.Status is Status.Ok && isCalmer) || second.Status is Status.Invalid ? second with { Repeated = 1 } : first with { Repeated = 1 };
        }
        catch (OperationCanceledException)
        {
            // Interrupted: the first try was finished.
            return first;
        }
    }

    private void Keep(CellResult result)
    {
        _results[result.Key] = _results.TryGetValue(result.Key, out var earlier) ? Evaluation.Merge(earlier, result) : result;
    }
}
