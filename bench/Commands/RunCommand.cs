using System.CommandLine;
using InterContainer.Bench.Commands.Help;
using InterContainer.Bench.Report.Judging;
using InterContainer.Runner;
using InterContainer.Runner.Calibration;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary><c>run</c>: plan → pairs → results → report.</summary>
internal static class RunCommand
{
    private const int CalibrationRounds = 3;

    public static Command Create()
    {
        var options = new RunOptions();
        var command = new Verb(
            "run",
            "Measures, and shows the comparison. BenchmarkDotNet's own options (--filter, --list, --exporters, …) are accepted as well.",
            new("run --quick", "every transport once, at 64 B"),
            new("run --transport tcp,http1,mqtt-qos0 --payload 200,4KiB", "some transports, with messages of your sizes"),
            new("run --transport file-poll:interval=10ms,tcp:mode=blocking --scenario round-trip", "options follow the name of a transport"),
            new("run --quick --suite fan-out --transport tcp,mqtt-qos0,postgres-notify", "how long until 1, 4 and 16 subscribers all have a message"),
            new(
                "run --transport tcp,postgres-poll --scenario round-trip --responders 1,4 --cpus 0.5",
                "several responders of half a processor each share the load (--suite scale-out is such a plan)"),
            new("run --transport tcp,uds --rounds 10 --duration 10s --warm-up 5s", "as long as you like: rounds, measured time and warm-up of each cell"),
            new("run --scenario load --transport tcp --rate 500,5000", "latency at rates of yours (--suite load finds the rates itself)"),
            new("run --resume results/mine", "goes on with a run that was interrupted or killed"))
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction(parsed => options.ReadResumed(parsed) is { } resumed
            ? ResumeAsync(resumed, arguments => options.Read(command.Parse(arguments)))
            : ExecuteAsync(options.Read(parsed), [.. parsed.Tokens.Select(token => token.Value)]));
        return command;
    }

    private static async Task<int> ExecuteAsync(RunRequest request, IReadOnlyList<string> arguments)
    {
        var judge = new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse(request.BenchmarkDotNetArguments));
        var selection = Selected(request);
        if (judge.List(selection))
            return Cli.Ok;
        var round = RunPlan.OneRound(request, judge.Cells(selection));
        using var interruption = new Interruption();
        var started = DateTime.UtcNow;
        var id = RunFolder.NewId(started);
        using var taken = RunFolder.Take(request.Out, started);
        await using var launchers = await Launchers.ChooseAsync(request, id, RunProgress.Say, interruption.Token);
        round = RuntimePlan.On(round, launchers.Engine?.Runtimes);

        IReadOnlyList<Capacity> capacities = [];
        if (request.PartsOfCapacity.Count > 0)
        {
            try
            {
                capacities = await RunPlan.FindCapacitiesAsync(request, round, launchers.Launcher, interruption.Token);
                round = RunPlan.AtPartsOfCapacity(request, round, capacities);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine("Interrupted while it looked for capacities. Nothing was measured.");
                return Cli.Interrupted;
            }

            if (round.Count == 0)
            {
                Console.WriteLine("No capacity was found, so there is nothing to measure.");
                return Cli.SomeFailed;
            }
        }

        var plan = Plan.InRounds(round, request.RunProfile.Rounds, request.Seed ?? RunStamp.SeedOf(id));
        RunProgress.Say(RunProgress.Announce(plan));
        var info = RunStamp.Of(id, started, arguments, launchers.Host);
        var inputs = RunStamp.Inputs(arguments, request.Plugins);
        return await MeasureAsync(
            taken.Path, folder => Journal.Begin(folder, info, plan, capacities, inputs), plan, request, judge, launchers, interruption.Token);
    }

    private static async Task<int> ResumeAsync(ResumedRun resumed, Func<IReadOnlyList<string>, RunRequest> read)
    {
        using var interruption = new Interruption();
        using var taken = resumed.Take();
        var journal = resumed.Read();
        var info = journal.Results.Run;
        var request = read(resumed.Arguments(journal.Inputs!)) with
        {
            Isolation = info.Host.Engine switch
            {
                null => Isolation.Process,
                Fingerprint.Kubernetes => Isolation.Kubernetes,
                _ => Isolation.Container,
            },
            Resumes = true,
        };
        var judge = new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse(request.BenchmarkDotNetArguments));
        var whole = resumed.Plan(journal, request, RunPlan.OneRound(request, judge.Cells(Selected(request))));
        var missing = whole.After(journal.RoundsOf);
        await using var launchers = await Launchers.ChooseAsync(request, info.Id, RunProgress.Say, interruption.Token);
        resumed.DemandMachine(info.Host, launchers.Host);
        if (launchers.Engine is { } engine)
        {
            foreach (var line in await Cleanup.RemoveOfRunAsync(engine, info.Id))
                RunProgress.Say(line);
        }

        RunProgress.Say(RunProgress.AnnounceRest(whole, missing));
        var isMeasured = missing.Count > 0 || request.RunProfile.Calibrates;
        return await MeasureAsync(
            taken.Path, folder => Journal.Resume(folder, isMeasured ? DateTime.UtcNow : null), missing, request, judge, launchers, interruption.Token);
    }

    private static async Task<int> MeasureAsync(
        string folder, Func<string, Journal> open, Plan plan, RunRequest request, BenchmarkDotNetAdapter judge, Launchers launchers,
        CancellationToken cancellationToken)
    {
        var progress = new RunProgress(plan);
        var run = await SavedRun.MeasureAsync(folder, open, async journal =>
        {
            var session = new RunSession(launchers.Launcher, request.RunProfile, plan, journal)
            {
                Starting = progress.Starting,
                Finished = progress.Finished,
            };
            if (!await progress.ShowAsync(() => session.ExecuteAsync(cancellationToken)))
                return false;
            var names = request.Transports.Select(transport => transport.Traits.Name).ToHashSet();
            IReadOnlyList<string?> networks = [.. request.Conditions.Select(conditions => conditions.Network).Prepend(null).Distinct()];
            return !request.RunProfile.Calibrates || launchers.Launcher is not ContainerLauncher containers
                || await CalibrateCommand.MeasureAsync(
                    journal, containers, CalibrationRounds, plan.Seed, names, Calibrator.Scenarios, networks, cancellationToken);
        });

        if (run.Run.FinishedUtc is null)
        {
            Console.WriteLine(
                $"Interrupted. What was measured (cells: {run.Results.Count}) is kept in {folder}; "
                    + $"go on with: run {ResumedRun.Option} {folder}, or draw it with: report {folder}");
            return Cli.Interrupted;
        }

        RunOutput.Show(run, folder, judge);
        return run.Results.Any(result => result.Status is Status.Failed or Status.Invalid) ? Cli.SomeFailed : Cli.Ok;
    }

    private static Selection Selected(RunRequest request) =>
        new([.. request.Transports.Select(transport => transport.Text)], request.Payloads, request.Scenarios);
}
