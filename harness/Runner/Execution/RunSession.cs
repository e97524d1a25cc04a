using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Runner.Execution;

/// <summary>Plan → pair → measurement → journal: measures every cell of a plan, and keeps nothing but the journal.</summary>
/// <param name="launcher">Where the pairs live.</param>
/// <param name="profile">How long a cell may take.</param>
/// <param name="plan">The cells in order.</param>
/// <param name="journal">Where the results go; it stays the caller's.</param>
public sealed class RunSession(ILauncher launcher, RunProfile profile, Plan plan, Journal journal)
{
    // On a machine that is never calm a run would take twice its time and be no better; and it has a time to keep to.
    private const int RepeatsOneIn = 60;

    private int _repeats = Math.Max(1, plan.Count / RepeatsOneIn);

    /// <summary>The cells of a pair are about to be measured.</summary>
    public Action<PlannedPair> Starting { get; init; } = _ => { };

    /// <summary>A cell was measured, or failed; this round's result.</summary>
    public Action<PlannedCell, CellResult> Finished { get; init; } = (_, _) => { };

    /// <summary>Measures.</summary>
    /// <returns>Whether all was measured; when interrupted, what is finished is in the journal.</returns>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    public async Task<bool> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var runner = new CellRunner(launcher, profile.LongestCell);
        // While the next pair is launched, which is before that measures.
        var keeping = Task.CompletedTask;
        foreach (var pair in plan.Pairs)
        {
            Starting(pair);
            IReadOnlyList<CellResult> results;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                results = await CalmAsync(runner, pair, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await keeping;
                return false;
            }

            foreach (var (planned, result) in pair.Cells.Zip(results))
                Finished(planned, result);
            await keeping;
            keeping = Task.Run(() => journal.Add(results), CancellationToken.None);
        }

        await keeping;
        return true;
    }

    private async Task<IReadOnlyList<CellResult>> CalmAsync(CellRunner runner, PlannedPair pair, CancellationToken cancellationToken)
    {
        CellResult[] results = [.. await runner.RunAsync(pair, cancellationToken)];
        foreach (var (index, planned) in pair.Cells.Index())
            results[index] = await CalmerAsync(runner, planned, results[index], cancellationToken);
        return results;
    }

    // Of two tries the calmer one. What was lost or damaged stays known, however much the machine was disturbed.
    private async Task<CellResult> CalmerAsync(CellRunner runner, PlannedCell planned, CellResult first, CancellationToken cancellationToken)
    {
        if (first is not { Status: Status.Ok, Interference.Severity: >= 1 } || _repeats-- <= 0)
            return first;
        try
        {
            var second = await runner.RunAsync(planned, cancellationToken);
            var isCalmer = second.Interference is null || second.Interference.Severity < first.Interference.Severity;
            return (second.Status is Status.Ok && isCalmer) || second.Status is Status.Invalid ? second with { Retries = 1 } : first with { Retries = 1 };
        }
        catch (OperationCanceledException)
        {
            // Interrupted: the first try was finished.
            return first;
        }
    }
}
