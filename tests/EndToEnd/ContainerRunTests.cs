using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.Transports;
using InterContainer.Transports;

namespace InterContainer.Tests.EndToEnd;

[Collection(nameof(WholeRuns))]
public class ContainerRunTests(EngineFixture engine)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_quick_suite_measures_five_families_in_containers_and_leaves_nothing()
    {
        _ = engine.Client;
        // The contract tests have every transport.
        string[] some = PairFixture.IsWhole ? [] : ["--transport", "tcp,shared-memory,postgres-poll,http1,mqtt-qos0"];
        using var bench = BenchProcess.Start(["run", "--quick", "--max-warm-up", "500ms", "--isolation", "container", "--out", "out", .. some]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var run = ResultsFile.Read(bench.Out);
        Family[] families = [Family.Sockets, Family.Filesystem, Family.Database, Family.Http, Family.Mqtt];
        Assert.All(run.Results, result => Assert.Equal((Status.Ok, Isolation.Container), (result.Status, result.Isolation)));
        // A transport that drops what comes too fast says so; no other loses anything.
        Assert.All(run.Results.Where(result => result.Guarantees!.OverloadBehaviour != OverloadBehaviour.Drop), result => Assert.Equal(0, result.Counts!.Lost));
        Assert.All(families, family => Assert.All([Scenario.RoundTrip, Scenario.Stream], scenario =>
            Assert.Contains(run.Results, result => result.Family == family && result.Scenario == scenario)));
        Assert.All(run.Results.Where(result => result.LatencyNs is not null), result =>
            Assert.Equal(result.LatencyNs!.Count, CellFigures.PooledLatency(result)!.TotalCount));
        Assert.All(run.Results, result => Assert.Contains("@sha256:", result.Images["agent"], StringComparison.Ordinal));
        Assert.All(run.Results, IsCharged);
        // What is on disk there depends on the disk, which the server is asked for.
        Assert.All(run.Results.Where(result => result.Transport.StartsWith("postgres", StringComparison.Ordinal)), result => Assert.Equal(
            Durability.OfFile(result.Settings["postgres.fileSystem"], isSynced: true), result.Settings[Durability.Setting]));
        Assert.NotNull(run.Run.FinishedUtc);
        Assert.NotNull(run.Run.Host.EngineVersion);
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task A_load_a_connection_and_several_initiators_are_measured_in_containers_on_one_clock()
    {
        _ = engine.Client;
        string[] arguments =
        [
            "run", "--quick", "--transport", "tcp:mode=inline,mqtt-qos1:mode=single", "--scenario", "round-trip,load,connect",
            "--rate", "200", "--initiators", "1,3", "--isolation", "container", "--out", "out",
        ];
        using var first = BenchProcess.Start(arguments);
        // A machine that stands still for the last 10 ms of a load has not answered 99 % of it: a true result, and not what is tried here.
        using var second = await first.ExitCodeAsync(Timeout) == 0 ? null : BenchProcess.Start(arguments);
        if (second is not null)
            Assert.All(
                ResultsFile.Read(first.Out).Results.Where(result => result.Status != Status.Ok),
                result => Assert.Equal((Scenario.Load, Status.Invalid), (result.Scenario, result.Status)));
        var bench = second ?? first;

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var results = ResultsFile.Read(bench.Out).Results;
        // Two transports: round trips and loads by one and by three, and connections.
        Assert.Equal(2 * 5, results.Count);
        Assert.All(results, result => Assert.Equal((Status.Ok, 0), (result.Status, result.Counts!.Lost)));
        Assert.All(results.Where(result => result.Scenario == Scenario.Load), result =>
        {
            Assert.Equal(200, result.OfferedRate);
            Assert.True(result.LatencyNs!.Mean >= result.ServiceTimeNs!.Mean);
        });
        // The modes, as a receive that waited and the pool itself say them.
        Assert.All(results.Where(result => result.Scenario == Scenario.Load), result => Assert.Equal(
            result.Transport == "tcp:mode=inline" ? ("completions", "inline") : ("poolThreads", $"{result.Initiators}"),
            result.Settings.Select(setting => (setting.Key, setting.Value)).Single(setting => setting.Key is "completions" or "poolThreads")));
        // Connections come one at a time.
        Assert.All(results.Where(result => result.Scenario == Scenario.Connect), result => Assert.Equal(0, result.Sockets!.Initiator!.Open));
        Assert.All(results.Where(result => result.Scenario != Scenario.Connect), result =>
        {
            Assert.True(result.OneWayRequestNs!.Min >= 0 && result.OneWayReplyNs!.Min >= 0);
            var wholeTrip = (result.ServiceTimeNs ?? result.LatencyNs)!.Mean!.Value;
            // Each of the three is in buckets of a thousandth.
            Assert.Equal(1, (result.OneWayRequestNs.Mean!.Value + result.OneWayReplyNs.Mean!.Value) / wholeTrip, 0.005);
        });
    }

    [Fact]
    public async Task Four_responders_share_the_load_in_containers_and_answer_every_message()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
        [
            "run", "--quick", .. BenchProcess.Brief,
            "--transport", "http1,postgres-poll,mqtt-qos1", "--scenario", "round-trip,idle", "--responders", "4", "--isolation", "container", "--out", "out",
        ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal(3 * 2, results.Count);
        Assert.All(results, result => Assert.Equal((Status.Ok, 0, 0), (result.Status, result.Counts!.Lost, result.Counts.Corrupted)));
        Assert.All(results.Where(result => result.Guarantees!.IsOnce), result => Assert.Equal(0, result.Counts!.Duplicated));
        Assert.All(results.Where(result => result.Scenario == Scenario.RoundTrip), result =>
        {
            Assert.All(result.MessagesPerResponder, answered => Assert.True(answered > 0));
            Assert.Equal(result.LatencyNs!.Count, result.MessagesPerResponder.Sum());
            IsCharged(result);
        });
        // To reach four: a connection to each, or one to the broker or the database.
        Assert.All(results.Where(result => result.Scenario == Scenario.Idle), result => Assert.Equal(
            (result.Transport == "http1" ? 4 : 1, 4),
            (result.Sockets!.Initiator!.Open, result.Sockets.Responder!.Open)));
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task Four_subscribers_in_containers_all_get_every_message_and_leave_nothing()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
        [
            "run", "--quick", .. BenchProcess.Brief,
            "--transport", "tcp,shared-memory,postgres-notify,mqtt-qos1,memory", "--scenario", "fan-out", "--subscribers", "1,4",
            "--isolation", "container", "--out", "out",
        ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal(5 * 2, results.Count);
        Assert.All(results.Where(result => result.Transport == "memory"), result => Assert.Equal(Status.Skipped, result.Status));
        Assert.All(results.Where(result => result.Transport != "memory"), result =>
        {
            Assert.Equal((Status.Ok, 0, 0), (result.Status, result.Counts!.Lost, result.Counts.Corrupted));
            Assert.Equal(result.LatencyNs!.Count * result.Subscribers, result.OneWayRequestNs!.Count);
            Assert.DoesNotContain(FlagCodes.ClocksDiffer, result.Flags.Select(flag => flag.Code));
            IsCharged(result);
        });
        Assert.Equal([1, 4], results.Where(result => result.Transport == "tcp").Select(result => result.Subscribers!.Value).Order());
        var report = await File.ReadAllTextAsync(Path.Combine(bench.Out, "report.md"), TestContext.Current.CancellationToken);
        Assert.Contains("## Fan-out", report, StringComparison.Ordinal);
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task A_pair_that_is_left_alone_is_charged_in_containers()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
            [
                "run", "--quick", "--transport", "tcp,postgres-poll:mode=inline,postgres-poll", "--scenario", "idle", "--payload", "64,1KiB",
                "--isolation", "container", "--out", "out",
            ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        // What would be sent makes no difference, so each is there once.
        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal(["tcp", "postgres-poll:mode=inline", "postgres-poll"], results.Select(result => result.Transport));
        Assert.All(results, result =>
        {
            Assert.Null(result.LatencyNs);
            Assert.Null(result.Throughput);
            Assert.All(result.Rounds, round => Assert.Empty(round.Windows));
            Assert.Equal(0, result.Counts!.Lost);
            IsCharged(result);
        });
        // Only an end that polls has empty polls, and it is the responder that waits.
        Assert.Equal(0, results[0].Cost!.Responder!.PerSecond!.EmptyPolls);
        Assert.True(results[1].Cost!.Responder!.PerSecond!.EmptyPolls > 100);
        Assert.Equal(0, results[1].Cost!.Initiator!.PerSecond!.EmptyPolls);
        // As seen by the thread that went on after a query.
        Assert.Equal(["inline", "pool"], results.Skip(1).Select(result => result.Settings["completions"]));
    }

    [Fact]
    public async Task Limits_hold_in_containers_and_show_as_CPU_throttling()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
            [
                "run", "--quick", "--transport", "tcp,postgres-notify", "--scenario", "stream", "--cpus", "0.25", "--memory", "128MiB",
                "--isolation", "container", "--out", "out",
            ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var results = ResultsFile.Read(bench.Out).Results;
        // On one processor a process has one thread for its sockets' events: a caller that blocked it would wait for itself.
        Assert.All(results, result => Assert.Equal((Status.Ok, null), (result.Status, result.Reason)));
        var cell = results.Single(result => result.Transport == "tcp");
        Assert.Equal((0.25, 128 * 1024 * 1024), (cell.Conditions.Cpus, cell.Conditions.MemoryBytes));
        Assert.All([cell.Cost!.Initiator, cell.Cost.Responder], role =>
        {
            // The kernel hands out the share in slices, so a short measurement may have one more.
            Assert.InRange(role!.CpuCores, 0, 0.4);
            Assert.InRange(role.PeakMemoryBytes, 1, 128 * 1024 * 1024);
        });
        Assert.Contains(new[] { cell.Cost.Initiator, cell.Cost.Responder }, role => role!.PerSecond!.CpuThrottledNs > 0);
    }

    [Theory]
    [InlineData("http1,mqtt-qos0,tcp", "round-trip")]
    [InlineData("http2,postgres-poll,uds", "round-trip,stream")]
    [InlineData("tcp", "load,stream")]
    public async Task Calibration_compares_every_figure_with_that_of_a_native_tool(string transports, string scenarios)
    {
        Assert.SkipUnless(scenarios == "round-trip" || PairFixture.IsWhole, "Takes minutes: PLACES=all runs it.");
        _ = engine.Client;
        using var bench = BenchProcess.Start(["calibrate", "--rounds", "1", "--transport", transports, "--scenario", scenarios, "--out", "out"]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var rows = ResultsFile.Read(bench.Out).Calibration;
        Assert.All(rows, row => Assert.True(row.Ratio is { Median: > 0 }, row.Reason));
        Assert.Equal(transports, string.Join(',', rows.Select(row => row.Transport.Split(':')[0]).Distinct().Order(StringComparer.Ordinal)));
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task A_pair_is_two_hardened_containers_on_one_internal_network_with_nothing_published()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(["run", "--thorough", "--transport", "tcp", "--isolation", "container", "--out", "out"]);
        var pair = await PairAsync(bench);

        var details = await Task.WhenAll(
            pair.Select(container => engine.Client.Containers.InspectContainerAsync(container.ID, TestContext.Current.CancellationToken)));
        var networks = details.SelectMany(detail => detail.NetworkSettings!.Networks!.Keys).Distinct().ToList();
        var network = await engine.Client.Networks.InspectNetworkAsync(Assert.Single(networks), TestContext.Current.CancellationToken);
        bench.Signal("INT");
        await bench.ExitCodeAsync(Timeout);

        Assert.True(network.Internal);
        Assert.All(details, detail =>
        {
            Assert.Equal("1654:1654", detail.Config!.User);
            Assert.True(detail.HostConfig!.ReadonlyRootfs);
            Assert.Equal(["ALL"], detail.HostConfig.CapDrop!);
            Assert.Contains("no-new-privileges", detail.HostConfig.SecurityOpt!);
            Assert.Empty(detail.HostConfig.PortBindings ?? new Dictionary<string, IList<Docker.DotNet.Models.PortBinding>>());
            Assert.Contains(detail.Mounts!, mount => mount.Destination == "/shared");
        });
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_is_finished_and_leaves_nothing()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
            ["run", "--quick", .. BenchProcess.Brief, "--transport", "tcp,http1", "--payload", "64,1KiB,64KiB", "--isolation", "container", "--out", "out"]);
        await bench.SeesAsync("[ 1/18]", Timeout);
        bench.Signal("INT");

        Assert.Equal(130, await bench.ExitCodeAsync(Timeout));

        var run = ResultsFile.Read(bench.Out);
        Assert.InRange(run.Results.Count, 1, 17);
        Assert.Null(run.Run.FinishedUtc);
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task Clean_removes_what_a_killed_run_left()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(["run", "--thorough", "--transport", "tcp", "--isolation", "container", "--out", "out"]);
        await PairAsync(bench);
        bench.Signal("KILL");
        await bench.ExitCodeAsync(Timeout);
        Assert.NotEmpty(await engine.BelongingsAsync(bench.Id));

        using var clean = BenchProcess.Start(["clean"]);

        Assert.Equal(0, await clean.ExitCodeAsync(Timeout));
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task A_broker_that_dies_fails_its_cell_with_the_cause_and_the_next_cell_gets_a_new_one()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
            [
                "run", "--thorough", "--transport", "mqtt-qos0", "--payload", "64", "--scenario", "round-trip",
                "--isolation", "container", "--out", "out",
            ]);
        await PairAsync(bench);
        var broker = Assert.Single(await engine.ContainersAsync(bench.Id), container => container.Image.Contains("mosquitto", StringComparison.Ordinal));
        await engine.Client.Containers.KillContainerAsync(broker.ID, new(), TestContext.Current.CancellationToken);
        await bench.SeesAsync("[2/4]", Timeout);
        bench.Signal("INT");
        await bench.ExitCodeAsync(Timeout);

        var result = Assert.Single(ResultsFile.Read(bench.Out).Results);
        Assert.Equal(Status.Failed, result.Status);
        Assert.Contains("broker", result.Reason, StringComparison.OrdinalIgnoreCase);
        // The second round was measured.
        Assert.NotNull(result.LatencyNs);
    }

    /// <summary>Every role has its whole ledger; a pair in one process has one role.</summary>
    private static void IsCharged(CellResult result)
    {
        var cost = result.Cost!;
        Assert.Equal(result.Family != Family.Baseline, cost.Responder is not null);
        Assert.Equal(result.UsesService, cost.Service is not null);
        Assert.All(new[] { cost.Initiator, cost.Responder, cost.Service }.OfType<RoleCost>(), role =>
        {
            // A service that is left alone may do nothing at all.
            Assert.True(role.CpuCores > 0 || (result.Scenario == Scenario.Idle && role == cost.Service && role.CpuCores == 0));
            Assert.True(role is { MeasuredNs: > 0, PeakMemoryBytes: > 0, MeanMemoryBytes: > 0 });
            Assert.Equal(result.Scenario == Scenario.Idle, role.CpuNsPerMessage is null);
            Assert.Equal(result.Scenario == Scenario.Idle, role.PerMessage is null);
            var each = role.PerMessage ?? role.PerSecond!;
            Assert.True(each is { NetworkBytesSent: not null, NetworkPacketsReceived: not null });
            Assert.True(each is { VoluntarySwitches: not null, InvoluntarySwitches: not null, CpuThrottledNs: not null });
        });
    }

    /// <summary>The two agents of the cell that is being measured.</summary>
    private async Task<IReadOnlyList<Docker.DotNet.Models.ContainerListResponse>> PairAsync(BenchProcess bench)
    {
        using var limit = new CancellationTokenSource(Timeout);
        while (true)
        {
            var agents = (await engine.ContainersAsync(bench.Id))
                .Where(container => container.Image.StartsWith("intercontainer/agent", StringComparison.Ordinal))
                .ToList();
            if (agents.Count == 2)
                return agents;
            await Task.Delay(100, limit.Token);
        }
    }
}
