using System.Diagnostics;
using System.Net.Sockets;
using Docker.DotNet.Models;
using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Tests.Transports;
using Status = InterContainer.Runner.Results.Status;

namespace InterContainer.Tests.EndToEnd;

/// <summary>
/// Pairs on networks that are not the default, on the real engine: a few of them, that differ most; all with the environment variable <c>PLACES=all</c>.
/// </summary>
[Collection(nameof(WholeRuns))]
public sealed class NetworkRunTests(PairFixture pairs, EngineFixture engine) : IClassFixture<PairFixture>
{
    private const string Crowded = "shared-bridge:containers=3";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private static readonly bool IsAll = PairFixture.IsWhole;

    // In addition to tcp on all: a service where it is reached otherwise than on a bridge, datagrams, and a library that has its own way with addresses.
    private static readonly (string Network, string Transport)[] Peculiar =
    [
        ("host", "mqtt-qos0"), ("pod", "mqtt-qos0"), ("published", "udp"), ("ipv6", "http1"),
    ];

    public static TheoryData<string, string> Examined => !IsAll ? [("pod", "mqtt-qos0"), ("published", "udp"), ("macvlan", "tcp")] :
    [
        .. NetworkChoice.All.Select(network => network.Name).Where(name => name != NetworkChoice.Default).Append(Crowded)
            .Select(network => (network, "tcp")),
        .. Peculiar,
    ];

    [Theory]
    [MemberData(nameof(Examined))]
    public async Task The_contract_holds_over_every_network(string network, string transport)
    {
        await using var pair = await PrepareAsync(transport, network);
        var cell = new Cell { Transport = transport };
        await using var responder = await PairFixture.ServeAsync(pair, new AgentRequest(Role.Responder, cell));
        await using var tester = await Playing.StartAsync(pair, new AgentRequest(Role.ConformanceTester, cell)
        {
            ConformanceTest = new ConformanceTest { Kind = ConformanceTestKind.Conformance },
        });

        var findings = await tester.Reader.NextAsync<FindingsLine>(Timeout, TestContext.Current.CancellationToken);
        await responder.StopAsync();

        Assert.Empty(findings.Findings.Where(finding => finding.Trouble is not null).Select(finding => $"{finding.Check}: {finding.Trouble}"));
    }

    [Fact]
    public async Task A_published_port_is_open_on_one_address_while_its_responder_runs_and_closed_within_a_second()
    {
        Assert.SkipUnless(engine.Engine.IsHere, "The published port is on another machine.");
        await using var pair = await PrepareAsync("tcp", "published");
        var responder = await PairFixture.ServeAsync(pair, new AgentRequest(Role.Responder, new Cell { Transport = "tcp" }));
        var running = await engine.RunningAsync($"{Labels.Run}={pairs.Run}");
        var container = Assert.Single(running, one => one.Ports!.Any(IsPublished));
        var published = Assert.Single(container.Ports!, IsPublished);
        var (address, port) = (published.IP!, (int)published.PublicPort!);

        var opened = await IsOpenAsync(address, port);
        var elsewhere = await IsOpenAsync("127.0.0.1", port);
        await responder.DisposeAsync();
        var closing = Stopwatch.StartNew();
        while (await IsOpenAsync(address, port) && closing.Elapsed < TimeSpan.FromSeconds(1))
            await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.StartsWith("198.1", address, StringComparison.Ordinal);
        Assert.Equal((true, false), (opened, elsewhere));
        Assert.False(await IsOpenAsync(address, port));
    }

    [Fact]
    public async Task A_run_over_networks_measures_or_says_why_not_and_leaves_nothing()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
        [
            "run", "--quick", .. BenchProcess.Brief, "--transport", "tcp,uds,postgres-notify", "--scenario", "round-trip",
            "--network", "bridge,host,pod,published,overlay:encrypted=on", "--isolation", "container", "--out", "out",
        ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var run = ResultsFile.Read(bench.Out);
        Assert.Equal(3 * 5, run.Results.Count);
        Assert.All(run.Results, cell => Assert.True(cell.Status is Status.Ok or Status.Skipped, $"{cell.Transport} {cell.Conditions.Network}: {cell.Reason}"));
        Assert.All(run.Results.Where(cell => cell.Status == Status.Skipped), cell => Assert.NotNull(cell.Reason));
        // What needs nothing of the engine but what every engine has is measured wherever containers run.
        Assert.All(["host", "pod", null], network =>
        {
            Assert.Equal(Status.Ok, Cell(run, "tcp", network).Status);
            Assert.Equal(Status.Ok, Cell(run, "postgres-notify", network).Status);
        });
        Assert.Contains("does not use the network", Cell(run, "uds", "host").Reason, StringComparison.Ordinal);
        Assert.Equal(Status.Ok, Cell(run, "uds", "pod").Status);
        Assert.Contains("clients of a service", Cell(run, "postgres-notify", "published").Reason, StringComparison.Ordinal);
        if (Cell(run, "tcp", "published") is { Status: Status.Ok } published)
            Assert.Contains(published.Settings["userlandProxy"], new[] { "in the path", "not in the path", UserlandProxy.Unknown });
        // Interfaces that both ends share count for neither.
        Assert.NotNull(Cell(run, "tcp", null).Cost!.Initiator!.PerMessage!.NetworkBytesSent);
        Assert.Null(Cell(run, "tcp", "pod").Cost!.Initiator!.PerMessage!.NetworkBytesSent);
        Assert.NotNull(run.Run.Host.ContainerRuntime);
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task Ctrl_C_leaves_nothing_on_any_network()
    {
        var runs = await StartedAsync();
        foreach (var bench in runs)
            bench.Signal("INT");

        foreach (var bench in runs)
        {
            Assert.Equal(130, await bench.ExitCodeAsync(Timeout));
            Assert.Empty(await engine.BelongingsAsync(bench.Id));
            bench.Dispose();
        }
    }

    [Fact]
    public async Task Clean_removes_what_killed_runs_left_on_their_networks()
    {
        var runs = await StartedAsync();
        foreach (var bench in runs)
        {
            bench.Signal("KILL");
            await bench.ExitCodeAsync(Timeout);
            Assert.NotEmpty(await engine.BelongingsAsync(bench.Id));
        }

        using var clean = BenchProcess.Start(["clean"]);

        Assert.Equal(0, await clean.ExitCodeAsync(Timeout));
        foreach (var bench in runs)
        {
            Assert.Empty(await engine.BelongingsAsync(bench.Id));
            bench.Dispose();
        }
    }

    // A run on each kind of network, in the middle of a cell.
    private async Task<IReadOnlyList<BenchProcess>> StartedAsync()
    {
        string[] networks = IsAll ? ["published", "pod", Crowded, "macvlan"] : ["published", "pod"];
        BenchProcess[] runs = [.. networks.Where(network => Lack(network, "tcp") is null).Select(Endless)];
        foreach (var bench in runs)
            await PairAsync(bench);
        return runs;
    }

    private static BenchProcess Endless(string network) => BenchProcess.Start(
    [
        "run", "--transport", "tcp", "--scenario", "round-trip", "--payload", "64", "--duration", "10s", "--network", network,
        "--isolation", "container", "--out", "out",
    ]);

    private static CellResult Cell(RunResults run, string transport, string? network) =>
        run.Results.Single(cell => cell.Transport == transport && cell.Conditions.Network == network);

    private async Task<IPair> PrepareAsync(string transport, string network)
    {
        Need(network, transport);
        var (launcher, traits, conditions) = (pairs.Launcher(Isolation.Container), PairFixture.TraitsOf(transport), new Conditions { Network = network });
        if (await launcher.TryAsync(traits, conditions, TestContext.Current.CancellationToken) is { } unsupported)
            Assert.Skip(unsupported.Reason);
        return await launcher.PrepareAsync(traits, conditions, TestContext.Current.CancellationToken);
    }

    private void Need(string network, string transport)
    {
        if (Lack(network, transport) is { } lack)
            Assert.Skip(lack);
    }

    private string? Lack(string network, string transport)
    {
        _ = engine.Client;
        return pairs.Launcher(Isolation.Container).UnsupportedReason(PairFixture.TraitsOf(transport), new Conditions { Network = network }, responders: 1);
    }

    // The two agents of a cell: what else there is holds a place, and sleeps.
    private async Task PairAsync(BenchProcess bench)
    {
        using var limit = new CancellationTokenSource(Timeout);
        while ((await engine.ContainersAsync(bench.Id)).Count(IsAgent) < 2)
            await Task.Delay(100, limit.Token);
    }

    private static bool IsAgent(ContainerListResponse container) => !container.Command!.Contains("sleep", StringComparison.Ordinal);

    // An image may expose a port that is not published.
    private static bool IsPublished(PortSummary port) => port.PublicPort > 0;

    private static async Task<bool> IsOpenAsync(string address, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            await socket.ConnectAsync(address, port, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
