using System.CommandLine;
using InterContainer.Agent.Contract;
using InterContainer.Bench.Judging;
using InterContainer.Bench.Progress;
using InterContainer.Runner;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary><c>run</c>: plan → pairs → results → report.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var command = new Command("run", "Measures, and shows the comparison. BenchmarkDotNet's own options (--filter, --list, --exporters, …) are accepted as well.")
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
        var plan = Plan(request, judge.Cells(selection));
        using var interruption = new Interruption();
        var started = DateTime.UtcNow;
        var id = RunFolder.Id(started);
        var folder = RunFolder.Prepare(request.Out, id);
        await using var launchers = await Launchers.ChooseAsync(request, id, RunProgress.Say, interruption.Token);

        var progress = new RunProgress(plan.Count);
        var session = new RunSession(launchers.Launcher, request.Effort, plan, folder)
        {
            Starting = progress.Starting,
            Finished = progress.Finished,
        };
        var info = RunStamp.Of(id, started, arguments, launchers.Engine);
        var run = await progress.ShowAsync(() => session.ExecuteAsync(info, interruption.Token));
        if (run.Run.FinishedUtc is null)
        {
            Console.WriteLine($"Interrupted. {run.Results.Count} cells are kept in {folder}; draw them with: report {folder}");
            return Cli.Interrupted;
        }

        Presentation.Show(run, folder, judge);
        return run.Results.Any(result => result.Status is Status.Failed or Status.Invalid) ? Cli.SomeFailed : Cli.Ok;
    }

    private static IReadOnlyList<PlannedCell> Plan(RunRequest request, IReadOnlyList<(Scenario Scenario, string Transport, int PayloadBytes)> cells)
    {
        if (cells.Count == 0)
            throw new UsageException("--filter lets no cell through; run with --list flat to see their names.");
        var round = cells.Select(cell => new PlannedCell(
            request.Transports.Single(transport => transport.Text == cell.Transport),
            new Cell { Transport = cell.Transport, Scenario = cell.Scenario, PayloadBytes = cell.PayloadBytes, Pace = request.Effort.Pace },
            1));
        return Runner.Planning.Plan.InRounds([.. round], request.Effort.Rounds);
    }
}
