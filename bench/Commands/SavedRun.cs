using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>The run in a folder, while it is measured and after.</summary>
internal static class SavedRun
{
    /// <summary>Measures into a journal, and makes <c>results.json</c> of it, however that ends.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="open">Begins the journal there, or goes on with it.</param>
    /// <param name="measure">Says whether all was measured.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<RunResults> MeasureAsync(string folder, Func<string, Journal> open, Func<Journal, Task<bool>> measure)
    {
        using var journal = open(folder);
        bool isWhole;
        try
        {
            isWhole = await measure(journal);
        }
        catch (Exception e)
        {
            Complete(folder, journal, finishedUtc: null, e);
            throw;
        }

        return Complete(folder, journal, isWhole ? DateTime.UtcNow : null, cause: null);
    }

    // The first cause is the one to know: on a full disk nothing else can be written either.
    private static RunResults Complete(string folder, Journal journal, DateTime? finishedUtc, Exception? cause)
    {
        try
        {
            return journal.Complete(finishedUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{folder}: {(cause as IOException ?? e).Message.TrimEnd('.')}. What was measured before that is kept there in {Journal.Name}: "
                    + $"make room, then go on with: run --resume {folder}, or draw it with: report {folder}",
                cause ?? e);
        }
    }

    /// <summary>Reads it; of a run that did not end, what its journal holds, and says so in a line on standard error.</summary>
    /// <exception cref="ResultsException">There is none, or it cannot be read; one line says why.</exception>
    public static RunResults Read(string folder)
    {
        var isUnfinished = ResultsFile.IsUnfinished(folder);
        var run = ResultsFile.Read(folder);
        if (isUnfinished)
        {
            Console.Error.WriteLine(
                $"{folder}: no {ResultsFile.Name}; read from {Journal.Name} of a run that was killed, or is still going on "
                    + $"(cells: {run.Results.Count} of {run.Run.Plan?.Cells.Count ?? 0}). A killed one goes on with: run {ResumedRun.Option} {folder}");
        }

        return run;
    }
}
