using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.EndToEnd;

[Collection(nameof(WholeRuns))]
public class ProcessRunTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);
    private static readonly Dictionary<string, string> NoEngine = new() { ["DOCKER_HOST"] = "unix:///nowhere/docker.sock" };

    /// <summary>Each name under which a client library may look for a proxy; nothing listens there.</summary>
    private static readonly Dictionary<string, string> DeadProxies = new[] { "http_proxy", "https_proxy", "all_proxy", "ws_proxy", "grpc_proxy", "mqtt_proxy" }
        .SelectMany(name => new[] { name, name.ToUpperInvariant() })
        .ToDictionary(name => name, _ => "http://127.0.0.1:9");

    [Fact]
    public async Task Without_an_engine_five_families_are_measured_between_processes_through_no_proxy()
    {
        using var bench = BenchProcess.Start(
            ["run", "--quick", .. BenchProcess.Brief, "--scenario", "round-trip", "--out", "out"],
            NoEngine.Concat(DeadProxies).ToDictionary());

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        Assert.Empty(ResultsSchema.Errors(await File.ReadAllTextAsync(Path.Combine(bench.Out, ResultsFile.Name), TestContext.Current.CancellationToken)));
        var measured = ResultsFile.Read(bench.Out).Results.Where(result => result.Status == Status.Ok).ToList();
        Assert.All(measured, result => Assert.Equal(Isolation.Process, result.Isolation));
        // A transport that drops what comes too fast says so; no other loses anything.
        Assert.All(measured.Where(result => result.Guarantees!.OverloadBehaviour != OverloadBehaviour.Drop), result => Assert.Equal(0, result.Counts!.Lost));
        Assert.Equal(
            [Family.Baseline, Family.Sockets, Family.Filesystem, Family.Database, Family.Http, Family.Mqtt],
            measured.Select(result => result.Family).Distinct().Order());
        // The wire format was captured, or there is a reason why not.
        Assert.All(
            measured.Where(result => result is { Scenario: Scenario.RoundTrip, PayloadBytes: 64 }),
            result => Assert.True(result.Capture is { Reason: not null } or { Request: not null }));
        Assert.Single(
            bench.Output.Split('\n'),
            line => line.Contains("Measuring between processes", StringComparison.Ordinal) && line.Contains("/nowhere/docker.sock", StringComparison.Ordinal));
        Assert.Contains(
            ResultsFile.Read(bench.Out).Results,
            result => result is { Transport: "postgres-poll", Status: Status.Skipped }
                && result.Reason!.Contains("--service postgres=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_transport_answers_after_a_silence()
    {
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--max-warm-up", "200ms", "--scenario", "wake", "--silence", "5ms,50ms", "--out", "out"],
            NoEngine);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var run = ResultsFile.Read(bench.Out);
        Assert.Equal(2 * Suite.Default.Transports(Catalogue.BuiltIn).Count, run.Results.Count);
        var measured = run.Results.Where(result => result.Status != Status.Skipped).ToList();
        Assert.Equal(
            [Family.Baseline, Family.Sockets, Family.Filesystem, Family.Database, Family.Http, Family.Mqtt],
            measured.Select(result => result.Family).Distinct().Order());
        Assert.All(measured, result => Assert.Equal((Status.Ok, null), (result.Status, result.Reason)));
        Assert.All(measured, result => Assert.Equal((15, 0), (result.LatencyNs!.Count, result.Counts!.Lost)));
        // The silences themselves are measured time, and no latency.
        Assert.All(measured, result => Assert.InRange(result.MeasuredNs, 15_000_000L * result.SilenceMs!.Value, long.MaxValue));
        Assert.All(measured, result => Assert.Null(result.Throughput));
        var report = await File.ReadAllTextAsync(Path.Combine(bench.Out, "report.md"), TestContext.Current.CancellationToken);
        Assert.Contains("## After a silence", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_folder_of_a_long_name_only_Unix_sockets_are_missing_and_the_length_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix, where TMPDIR names the folder.");
        var above = Directory.CreateTempSubdirectory("long-");
        try
        {
            var long90 = Directory.CreateDirectory(Path.Combine(above.FullName, new string('x', 89 - above.FullName.Length))).FullName;
            using var bench = BenchProcess.Start(
                [
                    "run", "--quick", .. BenchProcess.Brief,
                    "--transport", "uds,http1-uds,file-poll,mqtt-qos0,mqtt-ws,mqtt-uds", "--scenario", "round-trip", "--isolation", "process",
                    "--out", "out",
                ],
                new Dictionary<string, string> { ["TMPDIR"] = long90 });

            Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

            var results = ResultsFile.Read(bench.Out).Results;
            Assert.Equal(
                [
                    ("file-poll", Status.Ok), ("http1-uds", Status.Failed), ("mqtt-qos0", Status.Ok), ("mqtt-uds", Status.Skipped), ("mqtt-ws", Status.Ok),
                    ("uds", Status.Failed),
                ],
                results.Select(result => (result.Transport, result.Status)).OrderBy(result => result.Transport, StringComparer.Ordinal));
            Assert.All(
                results.Where(result => result.Status != Status.Ok),
                result => Assert.Matches(@"at most \d+ bytes, and /.* has 1\d\d: use a shorter folder", result.Reason));
        }
        finally
        {
            above.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_a_busy_machine_disturbs_is_measured_again_and_flagged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux, which says what its processors do.");
        using var calm = new CancellationTokenSource();
        var token = calm.Token;
        for (var i = 0; i < Environment.ProcessorCount; i++)
            new Thread(() => Burn(token)) { IsBackground = true }.Start();
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--transport", "tcp", "--scenario", "round-trip", "--payload", "64", "--isolation", "process", "--out", "out"]);

        try
        {
            Assert.Equal(0, await bench.ExitCodeAsync(Timeout));
        }
        finally
        {
            await calm.CancelAsync();
        }

        var cell = Assert.Single(ResultsFile.Read(bench.Out).Results);
        Assert.Equal(1, cell.Retries);
        Assert.Contains(cell.Flags, flag => flag.Code == FlagCodes.OtherLoad);
    }

    private static void Burn(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
            Thread.SpinWait(1000);
    }

    [Fact]
    public async Task Agents_open_nothing_that_would_be_left_if_they_were_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux, where the runtime's pipes are files.");
        var temporary = Directory.CreateTempSubdirectory("pipes-");
        try
        {
            using var bench = BenchProcess.Start(
                [
                    "run", .. BenchProcess.Brief, "--transport", "uds", "--scenario", "round-trip", "--payload", "64", "--rounds", "9", "--isolation",
                    "process", "--out", "out",
                ],
                new Dictionary<string, string> { ["TMPDIR"] = temporary.FullName });
            HashSet<string> pipes = [];
            var round = bench.SeesAsync("[3/9]", Timeout);
            while (!round.IsCompleted)
            {
                pipes.UnionWith(temporary.GetFiles("*-pipe-*").Concat(temporary.GetFiles("dotnet-diagnostic-*")).Select(pipe => pipe.Name));
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            await round;
            // Those of the command itself, which are gone when it has ended.
            Assert.All(pipes, pipe => Assert.Contains($"-{bench.Id}-", pipe, StringComparison.Ordinal));
            bench.Signal("INT");
            Assert.Equal(130, await bench.ExitCodeAsync(Timeout));
            Assert.Empty(temporary.GetFileSystemInfos());
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Pinned_ends_have_processors_of_their_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.ProcessorCount > 1, "Needs Linux and two processors.");
        using var bench = BenchProcess.Start(
            ["run", "--quick", .. BenchProcess.Brief, "--pin", "--transport", "tcp", "--scenario", "round-trip", "--isolation", "process", "--out", "out"]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var settings = Assert.Single(ResultsFile.Read(bench.Out).Results).Settings;
        Assert.NotEqual(settings["cores.initiator"], settings["cores.responder"]);
        Assert.Contains("--pin: ", bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pigeon", "--transport", "pigeon")]
    [InlineData("speed", "--transport", "tcp:speed=fast")]
    [InlineData("blocking", "--transport", "tcp:mode=fast")]
    [InlineData("round-trip", "--scenario", "round-robin")]
    [InlineData("24", "--payload", "-1")]
    [InlineData("24", "--payload", "8")]
    [InlineData("64MiB", "--payload", "1GiB")]
    [InlineData("container", "--isolation", "vm")]
    [InlineData("default", "--suite", "best")]
    [InlineData("--out", "--out", "/proc/nowhere")]
    [InlineData("Npgsql", "--postgres", "nonsense")]
    [InlineData("HOST:PORT", "--mqtt", "localhost")]
    [InlineData("10000000", "--scenario", "load", "--rate", "0")]
    [InlineData("64", "--initiators", "0,1")]
    [InlineData("16", "--responders", "0,1")]
    [InlineData("from 1 to 128", "--in-flight", "0,1")]
    [InlineData("accepted are at most 16, 256 in all", "--in-flight", "17", "--initiators", "16")]
    [InlineData("add --initiators", "--in-flight", "8", "--responders", "2", "--initiators", "2", "--scenario", "round-trip")]
    [InlineData("stream has one responder", "--responders", "2")]
    [InlineData("4 or more", "--responders", "1,4", "--initiators", "2", "--scenario", "round-trip")]
    [InlineData("looks for capacities", "--responders", "2", "--suite", "load")]
    [InlineData("both ends are in one process", "--transport", "memory", "--suite", "load")]
    [InlineData("poisson", "--arrivals", "bursts")]
    [InlineData("0.01", "--cpus", "0")]
    [InlineData("16MiB", "--memory", "1")]
    [InlineData("from 1 to 100", "--rounds", "0")]
    [InlineData("10s", "--duration", "10")]
    [InlineData("or longer", "--warm-up", "5s", "--max-warm-up", "2s")]
    [InlineData("4294967295", "--seed", "first")]
    [InlineData("--frobnicate", "--frobnicate", "1")]
    [InlineData("stands alone", "extra")]
    [InlineData("run --help", "--transport")]
    [InlineData("exclude", "--quick", "--thorough")]
    [InlineData("start it", "--isolation", "container")]
    public async Task A_mistake_is_one_line_and_exit_code_2(string named, params string[] arguments)
    {
        using var bench = BenchProcess.Start(["run", .. arguments], NoEngine);

        Assert.Equal(2, await bench.ExitCodeAsync(Timeout));

        Assert.Contains(named, Assert.Single(bench.Errors.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", bench.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_above_a_transports_limit_is_skipped_with_the_limit()
    {
        var limited = Catalogue.BuiltIn.Transports.Select(transport => transport.Traits).MinBy(traits => traits.MaxPayloadBytes)!;
        Assert.SkipUnless(limited.MaxPayloadBytes < 64 * 1024 * 1024, "no transport has a limit below what --payload accepts");
        using var bench = BenchProcess.Start(["run", "--quick", "--transport", limited.Name, "--payload", "64MiB", "--out", "out"], NoEngine);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        Assert.All(ResultsFile.Read(bench.Out).Results, result => Assert.Equal(Status.Skipped, result.Status));
    }

    [Fact]
    public async Task A_saved_run_is_drawn_again()
    {
        using var bench = BenchProcess.Start(["run", "--quick", .. BenchProcess.Brief, "--transport", "memory", "--out", "out"], NoEngine);
        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));
        var report = Path.Combine(bench.Out, "report.md");
        File.Delete(report);

        using var again = BenchProcess.Start(["report", bench.Out], NoEngine);

        Assert.Equal(0, await again.ExitCodeAsync(Timeout));
        Assert.Contains("memory", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_run_is_drawn_from_its_journal()
    {
        using var bench = BenchProcess.Start(
            [
                "run", .. BenchProcess.Brief,
                "--transport", "memory,uds", "--scenario", "round-trip", "--payload", "64", "--rounds", "50", "--seed", "7",
                "--isolation", "process", "--out", "out",
            ],
            NoEngine);
        await bench.SeesAsync("100 cells in 50 rounds: about", Timeout);
        await bench.SeesAsync("[  4/100]", Timeout);
        bench.Signal("KILL");
        await bench.ExitCodeAsync(Timeout);
        Assert.False(File.Exists(Path.Combine(bench.Out, ResultsFile.Name)));

        using var report = BenchProcess.Start(["report", bench.Out], NoEngine);

        Assert.Equal(0, await report.ExitCodeAsync(Timeout));
        Assert.Contains("journal.jsonl of a run that was killed", Assert.Single(report.Errors.Trim().Split('\n')), StringComparison.Ordinal);
        var run = ResultsFile.Read(bench.Out);
        Assert.Equal((7u, 50, null), (run.Run.Plan!.Seed, run.Run.Plan.Rounds, run.Run.FinishedUtc));
        // The last one may still have been on its way.
        Assert.InRange(run.Results.Sum(result => result.Rounds.Count), 3, 99);
        var text = await File.ReadAllTextAsync(Path.Combine(bench.Out, "report.md"), TestContext.Current.CancellationToken);
        Assert.Contains("**Interrupted:**", text, StringComparison.Ordinal);
        Assert.Contains("2 cells, each once in each of 50 rounds, in a random order by seed 7", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_run_is_one_line()
    {
        using var bench = BenchProcess.Start(["report", "."], NoEngine);

        Assert.Equal(2, await bench.ExitCodeAsync(Timeout));
        Assert.Contains("results.json", Assert.Single(bench.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }
}
