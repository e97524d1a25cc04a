using InterContainer.Bench.Analysis.Comparing;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>A run that was interrupted or killed, and is to be gone on with. Every refusal is one line that says what is in the way, and what to do.</summary>
/// <param name="Folder">As it was given.</param>
/// <param name="Services">Options that name servers, and their values, where they are given again.</param>
internal sealed record ResumedRun(string Folder, IReadOnlyList<(string Option, string Value)> Services)
{
    public const string Option = "--resume";

    private const string Anew = "or measure anew, without --resume";

    /// <summary>Takes the folder.</summary>
    /// <exception cref="UsageException">There is no run in it that could be resumed, or another process has it.</exception>
    /// <exception cref="ResultsException">Its results cannot be read.</exception>
    public RunFolder Take()
    {
        var path = Path.GetFullPath(Folder);
        var (hasJournal, hasResults) = (File.Exists(Path.Combine(path, Journal.Name)), File.Exists(Path.Combine(path, ResultsFile.Name)));
        if (!hasJournal && !hasResults)
            throw Refusal($"there is no run in it; give the folder of one that was interrupted, with its {Journal.Name}");
        var taken = RunFolder.Retake(Folder);
        try
        {
            if (hasResults && ResultsFile.Read(path).Run.FinishedUtc is not null)
                throw Refusal($"nothing is missing, the run is complete; draw it with: report {Folder}");
            return hasJournal
                ? taken
                : throw Refusal($"its {Journal.Name} is gone, which alone says what is missing; restore it from a copy, {Anew}");
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>What was measured, and from what the plan was made.</summary>
    /// <exception cref="UsageException">Another version or build began it, or a plug-in has changed.</exception>
    /// <exception cref="ResultsException">It cannot be read.</exception>
    public JournalContents Read()
    {
        var journal = JournalContents.Of(Path.GetFullPath(Folder));
        var run = journal.Results.Run;
        if (run.Plan is null)
            throw Refusal("it is a calibration, which has no plan; begin it again with: calibrate");
        if (run.Version != RunStamp.Version)
            throw Refusal($"version {run.Version} began it, and this is {RunStamp.Version}; go on with that one, {Anew}");
        if (journal.Inputs is not { } inputs || inputs.Build != RunStamp.Build)
            throw Refusal($"another build of version {run.Version} began it, which may measure otherwise; go on with that one, {Anew}");
        foreach (var (plugin, digest) in inputs.Plugins)
        {
            if (!File.Exists(plugin) || RunStamp.Digest(plugin) != digest)
                throw Refusal($"the plug-in {plugin} is gone or has changed since; put back the one of then, {Anew}");
        }

        return journal;
    }

    /// <summary>The command line of before, with its secrets.</summary>
    /// <exception cref="UsageException">A secret is missing, or is given to a run that had none.</exception>
    public IReadOnlyList<string> Arguments(RunInputs inputs)
    {
        var arguments = inputs.Arguments.ToList();
        var unused = Services.ToList();
        for (var place = 1; place < arguments.Count; place++)
        {
            var (option, recorded) = (arguments[place - 1], arguments[place]);
            if (option is not (ServiceOptions.Service or ServiceOptions.Postgres or ServiceOptions.Mqtt))
                continue;
            var given = unused.Find(one => one.Option == option && ServiceOptions.AreOfOneService(option, one.Value, recorded)).Value;
            unused.RemoveAll(one => one == (option, given));
            if (given is null && recorded.Contains(Redaction.Mask, StringComparison.Ordinal))
            {
                throw new UsageException(
                    $"{option}: its password was not recorded; give it again with {Option} {Folder}, "
                        + $"as env:NAME or as {recorded} with the password in place of {Redaction.Mask}.");
            }

            if (given is not null && !ServiceOptions.IsOfRecorded(option, given, recorded))
                throw new UsageException($"{option}: the run in {Folder} was begun with {recorded}; give that one, {Anew}.");
            arguments[place] = given ?? recorded;
        }

        if (unused.Count > 0)
            throw new UsageException($"{unused[0].Option}: the run in {Folder} was begun without it; leave it out, {Anew}.");
        return arguments.Find(argument => argument.StartsWith("--transport", StringComparison.Ordinal)) is { } transport
            && arguments[arguments.IndexOf(transport)..].Take(2).Any(argument => argument.Contains(Redaction.Mask, StringComparison.Ordinal))
            ? throw Refusal("a secret in its --transport was not recorded; measure anew")
            : arguments;
    }

    /// <summary>The plan as it was recorded.</summary>
    /// <param name="journal">Of the run.</param>
    /// <param name="request">As it was asked for then.</param>
    /// <param name="cells">As <see cref="RunPlan.OneRound"/> has them.</param>
    /// <exception cref="UsageException">The same command line makes another plan now.</exception>
    public Plan Plan(JournalContents journal, RunRequest request, IReadOnlyList<PlannedCell> cells)
    {
        var recorded = journal.Results.Run.Plan!;
        cells = RuntimePlan.AsRecorded(cells, recorded);
        if (request.PartsOfCapacity.Count > 0)
            cells = RunPlan.AtPartsOfCapacity(request, cells, journal.Results.Capacities);
        var plan = Runner.Planning.Plan.InRounds(cells, request.RunProfile.Rounds, recorded.Seed);
        if (journal.IsOf(plan))
            return plan;
        var made = plan.Cells.Select(PlanInfo.KeyOf).ToList();
        var odd = recorded.Cells.Except(made).Concat(made.Except(recorded.Cells)).Select(cell => cell.Transport).FirstOrDefault();
        throw Refusal($"its command makes another plan now ({(odd is null ? "other rounds, order or times" : $"other cells, of {odd}")}); measure anew");
    }

    /// <exception cref="UsageException">It is another machine than that of before.</exception>
    public void DemandMachine(HostInfo before, HostInfo here)
    {
        if (Circumstances.Differences(before, here).FirstOrDefault() is { } difference)
            throw Refusal($"the machine is not that of before (then / now: {difference}); go on there, {Anew}");
    }

    private UsageException Refusal(string why) => new($"{Option} {Folder}: {why}.");
}
