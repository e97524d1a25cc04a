using System.Text.RegularExpressions;
using InterContainer.Bench.Commands;
using InterContainer.Runner.Results;
using InterContainer.Tests.Transports;

namespace InterContainer.Tests.EndToEnd;

/// <summary>A run that was killed or interrupted goes on where it was, or one line says why it cannot.</summary>
[Collection(nameof(WholeRuns))]
public sealed partial class ResumedRunTests
{
    private const string Rounds = "4";
    private const string Variable = "RESUMED_RUN_TESTS_SERVER";
    private const string Password = "hunter2";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly Dictionary<string, string> NoEngine = new() { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" };

    private static readonly string[] Run =
    [
        "run", "--isolation", "process", "--scenario", "round-trip", "--payload", "64", "--rounds", Rounds, "--duration", "100ms", "--max-warm-up", "300ms",
        "--out", "out",
    ];

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public async Task A_run_that_was_ended_in_the_middle_goes_on_and_ends_as_one_that_was_not(string signal)
    {
        Assert.SkipUnless(signal == "KILL" || PairFixture.IsWhole, "Both take their time: PLACES=all runs this one too.");
        using var bench = BenchProcess.Start([.. Run, "--transport", "memory,uds,tcp", "--seed", "7"], NoEngine);
        await bench.SeesAsync("[ 5/12]", Timeout);
        bench.Signal(signal);
        Assert.Equal(signal == "INT" ? 130 : 137, await bench.ExitCodeAsync(Timeout));
        var before = ResultsFile.Read(bench.Out);
        var measured = before.Results.Sum(result => result.Rounds.Count);
        Assert.InRange(measured, 4, 11);
        Assert.True(File.Exists(Path.Combine(bench.Out, Journal.Name)));
        using (var report = BenchProcess.Start(["report", bench.Out], NoEngine))
            Assert.Equal(0, await report.ExitCodeAsync(Timeout));

        using var resumed = BenchProcess.Start(["run", "--resume", bench.Out], NoEngine);

        Assert.Equal(0, await resumed.ExitCodeAsync(Timeout));
        Assert.Contains($"{measured} of 12 cells in 4 rounds are measured; the other {12 - measured}: about", resumed.Output, StringComparison.Ordinal);
        var run = ResultsFile.Read(bench.Out);
        Assert.All(run.Results, result => Assert.Equal([1, 2, 3, 4], result.Rounds.Select(round => round.Round)));
        Assert.Equal(before.Run.Plan!.Cells, run.Results.Select(result => result.Key));
        Assert.Equal((before.Run.Id, before.Run.StartedUtc, before.Run.Command), (run.Run.Id, run.Run.StartedUtc, run.Run.Command));
        Assert.Equal((7u, 4), (run.Run.Plan!.Seed, run.Run.Plan.Rounds));
        Assert.InRange(Assert.Single(run.Run.Resumed), run.Run.StartedUtc, run.Run.FinishedUtc!.Value);
        // In the order that was recorded: what was measured before stands before.
        Assert.All(before.Results, result => Assert.Equal(
            result.Rounds.Select(round => round.MeasuredNs),
            run.Results.Single(whole => whole.Key == result.Key).Rounds.Take(result.Rounds.Count).Select(round => round.MeasuredNs)));
        Assert.False(File.Exists(Path.Combine(bench.Out, Journal.Name)));
        Assert.Contains(
            "Interrupted, and resumed at ",
            await File.ReadAllTextAsync(Path.Combine(bench.Out, "report.md"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        using var again = BenchProcess.Start(["run", "--resume", bench.Out], NoEngine);
        await RefusesAsync(again, "nothing is missing");
    }

    [Fact]
    public async Task What_differs_is_named_in_one_line_and_the_run_can_still_go_on()
    {
        using var bench = BenchProcess.Start([.. Run, "--transport", "memory"], NoEngine);
        await bench.SeesAsync("[1/4]", Timeout);
        bench.Signal("KILL");
        await bench.ExitCodeAsync(Timeout);
        var journal = Path.Combine(bench.Out, Journal.Name);
        var whole = await File.ReadAllTextAsync(journal, TestContext.Current.CancellationToken);

        await RefusesOptionAsync("--seed: ", "--seed", "8");
        await RefusesOptionAsync("--transport: ", "--transport", "tcp");
        await RefusesOptionAsync("--quick: ", "--quick");
        await RefusesOptionAsync("--filter: ", "--filter", "*");
        await RefusesOptionAsync("--mqtt: the run in", "--mqtt", "localhost:1883");
        using (RunFolder.Take(bench.Out, DateTime.UtcNow))
            await RefusesOptionAsync("another process is still measuring there");
        await RefusesJournalAsync("(then / now: kernel: 2.2.0 / ", Kernel().Replace(whole, "\"kernel\":\"2.2.0\"", 1));
        await RefusesJournalAsync("version 0.0.1 began it", Version().Replace(whole, "\"version\":\"0.0.1\"", 1));
        await RefusesJournalAsync("another build of version", Build().Replace(whole, "\"build\":\"0\"", 1));
        await RefusesJournalAsync(
            "makes another plan now (other cells, of udp)",
            whole.Replace("\"transport\":\"memory\"", "\"transport\":\"udp\"", StringComparison.Ordinal));
        await RefusesJournalAsync("does not begin with a run", "{");
        await RefusesJournalAsync("there is no run in it", null);
        await File.WriteAllTextAsync(journal, whole, TestContext.Current.CancellationToken);

        using var resumed = BenchProcess.Start(["run", "--resume", bench.Out], NoEngine);

        Assert.Equal(0, await resumed.ExitCodeAsync(Timeout));
        Assert.Equal(4, Assert.Single(ResultsFile.Read(bench.Out).Results).Rounds.Count);

        async Task RefusesOptionAsync(string named, params string[] options)
        {
            using var refused = BenchProcess.Start(["run", "--resume", bench.Out, .. options], NoEngine);
            await RefusesAsync(refused, named);
        }

        async Task RefusesJournalAsync(string named, string? text)
        {
            Assert.NotEqual(whole, text);
            File.Delete(journal);
            if (text is not null)
                await File.WriteAllTextAsync(journal, text, TestContext.Current.CancellationToken);
            await RefusesOptionAsync(named);
            if (text is not null)
                Assert.Equal(text, await File.ReadAllTextAsync(journal, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_password_has_to_be_given_again_and_is_nowhere()
    {
        const string Server = $"Host=127.0.0.1;Port=1;Username=u;Password={Password}";
        using var bench = BenchProcess.Start([.. Run, "--transport", "memory,postgres-poll", "--postgres", Server], NoEngine);
        await bench.SeesAsync("[2/8]", Timeout);
        bench.Signal("KILL");
        await bench.ExitCodeAsync(Timeout);

        using var without = BenchProcess.Start(["run", "--resume", bench.Out], NoEngine);
        await RefusesAsync(without, "--postgres: its password was not recorded; give it again");
        using var another = BenchProcess.Start(["run", "--resume", bench.Out, "--postgres", $"Host=elsewhere;Username=u;Password={Password}"], NoEngine);
        await RefusesAsync(another, "--postgres: the run in ");
        using var resumed = BenchProcess.Start(
            ["run", "--resume", bench.Out, "--postgres", $"env:{Variable}"],
            new Dictionary<string, string>(NoEngine) { [Variable] = $"Username=u;Host=127.0.0.1;Port=1;Password={Password}" });
        Assert.Equal(1, await resumed.ExitCodeAsync(Timeout));

        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal([("memory", Status.Ok), ("postgres-poll", Status.Failed)], results.Select(result => (result.Transport, result.Status)));
        foreach (var said in new[] { without, another, resumed }.SelectMany(process => new[] { process.Output, process.Errors })
            .Concat(Directory.EnumerateFiles(bench.Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText)))
            Assert.DoesNotContain(Password, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_of_a_plan_are_merged_and_read_as_any_other()
    {
        using var first = BenchProcess.Start([.. InRounds("2"), "--transport", "memory,uds"], NoEngine);
        Assert.Equal(0, await first.ExitCodeAsync(Timeout));
        using var second = BenchProcess.Start([.. InRounds("3"), "--transport", "memory,uds"], NoEngine);
        Assert.Equal(0, await second.ExitCodeAsync(Timeout));

        using var merge = BenchProcess.Start(["merge", first.Out, second.Out, "--out", "out"], NoEngine);

        Assert.Equal(0, await merge.ExitCodeAsync(Timeout));
        Assert.Contains("Two runs say little", merge.Output, StringComparison.Ordinal);
        var merged = ResultsFile.Read(merge.Out);
        var ids = new[] { first.Out, second.Out }.Select(folder => ResultsFile.Read(folder).Run.Id).ToList();
        Assert.Equal(ids, merged.Run.Merged.Select(run => run.Id));
        Assert.All(merged.Results, result => Assert.Equal([ids[0], ids[0], ids[1], ids[1], ids[1]], result.Rounds.Select(round => round.Run)));
        using var report = BenchProcess.Start(["report", merge.Out], NoEngine);
        Assert.Equal(0, await report.ExitCodeAsync(Timeout));
        using var compare = BenchProcess.Start(["compare", first.Out, merge.Out], NoEngine);
        Assert.Equal(0, await compare.ExitCodeAsync(Timeout));
        Assert.Contains("merged of 2 runs", compare.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> InRounds(string rounds) => Run.Select(word => word == Rounds ? rounds : word);

    private static async Task RefusesAsync(BenchProcess bench, string named)
    {
        Assert.Equal(2, await bench.ExitCodeAsync(Timeout));
        Assert.Contains(named, Assert.Single(bench.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [GeneratedRegex("\"kernel\":\"[^\"]*\"")]
    private static partial Regex Kernel();

    [GeneratedRegex("\"version\":\"[^\"]*\"")]
    private static partial Regex Version();

    [GeneratedRegex("\"build\":\"[^\"]*\"")]
    private static partial Regex Build();
}
