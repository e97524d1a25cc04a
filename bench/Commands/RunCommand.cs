using System.CommandLine;
using InterContainer.Bench.Help;
using InterContainer.Bench.Judging;
using InterContainer.Bench.Progress;
using InterContainer.Runner;
using InterContainer.Runner.Containers;
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
            new("run --transport tcp,postgres-poll --scenario round-trip --responders 1,4 --cpus 0.5", "several responders of half a processor each share the load (--suite scale-out is such a plan)"),
            new("run --transport tcp,uds --rounds 10 --duration 10s --warm-up 5s", "as long as you like: rounds, measured time and warm-up of each cell"),
            new("run --scenario load --transport tcp --rate 500,5000", "latency at rates of yours (--suite load finds the rates itself)"))
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction(parsed => ExecuteAsync(options.Read(parsed), parsed.Tokens.Select(token => token.Value)));
        return command;
    }

    private static async Task<int> ExecuteAsync(RunRequest request, IEnumerable<string> arguments)
    {
        var judge = new Judge(JudgeOptions.Parse(request.BenchmarkDotNetArguments));
        var selection = new Selection([.. request.Transports.Select(transport => transport.Text)], request.Payloads, request.Scenarios);
        if (judge.List(selection))
            return Cli.Ok;
        var round = RunPlan.OneRound(request, judge.Cells(selection));
        using var interruption = new Interruption();
        var started = DateTime.UtcNow;
        var id = RunFolder.NewId(started);
        using var taken = RunFolder.Take(request.Out, started);
        var folder = taken.Path;
        await using var launchers = await Launchers.ChooseAsync(request, id, RunProgress.Say, interruption.Token);

        IReadOnlyList<Capacity> capacities = [];
        if (request.PartsOfCapacity.Count > 0)
        {
            try
            {
                (round, capacities) = await RunPlan.AtPartsOfCapacityAsync(request, round, launchers.Launcher, interruption.Token);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine("Interrupted while it looked for capacities. Nothing was measured.");
                return Cli.Interrupted;
            }
        }

        var plan = Plan.InRounds(round, request.Effort.Rounds, request.Seed ?? RunStamp.SeedOf(id));
        var progress = new RunProgress(plan);
        RunProgress.Say(RunProgress.Announce(plan));
        var info = RunStamp.Of(id, started, arguments, launchers.Engine);
        var run = await SavedRun.MeasureAsync(folder, info, plan, capacities, async journal =>
        {
            var session = new RunSession(launchers.Launcher, request.Effort, plan, journal)
            {
                Starting = progress.Starting,
                Finished = progress.Finished,
            };
            if (!await progress.ShowAsync(() => session.ExecuteAsync(interruption.Token)))
                return false;
            var names = request.Transports.Select(transport => transport.Transport.Traits.Name).ToHashSet();
            return !request.Effort.Calibrates || launchers.Launcher is not ContainerLauncher containers
                || await CalibrateCommand.MeasureAsync(journal, containers, CalibrationRounds, plan.Seed, names, interruption.Token);
        });

        if (run.Run.FinishedUtc is null)
        {
            Console.WriteLine($"Interrupted. What was measured (cells: {run.Results.Count}) is kept in {folder}; draw it with: report {folder}");
            return Cli.Interrupted;
        }

        Presentation.Show(run, folder, judge);
        return run.Results.Any(result => result.Status is Status.Failed or Status.Invalid) ? Cli.SomeFailed : Cli.Ok;
    }
}
