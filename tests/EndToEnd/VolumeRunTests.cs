using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.EndToEnd;

/// <summary>Pairs whose shared folder is each of the kinds of volume.</summary>
[Collection(nameof(WholeRuns))]
public sealed class VolumeRunTests(EngineFixture engine) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("volume-tests-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public async Task Each_volume_carries_what_can_lie_there_and_nothing_is_left()
    {
        Assert.SkipUnless(engine.Engine.IsHere, "A folder of the host needs an engine on this machine.");
        using var bench = Start(
        [
            "run", "--quick", .. BenchProcess.Brief, "--transport", "uds,sqlite-poll,shared-memory,tcp", "--scenario", "round-trip",
            "--volume", "named,tmpfs,bind,volumes-from,ipc-shareable", "--isolation", "container", "--out", "out",
        ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal(4 * 5, results.Count);
        var skipped = results.Where(result => result.Status == Status.Skipped).ToList();
        Assert.Equal(
            [
                ("shared-memory", "tmpfs"), ("sqlite-poll", "ipc-shareable"), ("tcp", "bind"), ("tcp", "ipc-shareable"), ("tcp", "tmpfs"),
                ("tcp", "volumes-from"), ("uds", "ipc-shareable"),
            ],
            skipped.Select(result => (result.Transport, result.Conditions.Volume)).Order());
        Assert.All(results.Except(skipped), result => Assert.Equal((Status.Ok, 0), (result.Status, result.Counts!.Lost)));
        // As the ends themselves saw what they were on.
        string Durable(string? volume) => Of(results, "sqlite-poll", volume).Settings[Durability.Setting];
        Assert.Equal(Durability.Memory, Durable("tmpfs"));
        Assert.Equal(Durable(null), Durable("volumes-from"));
        string FileSystem(string? volume) => Of(results, "shared-memory", volume).Settings["fileSystem"];
        Assert.All([null, "bind", "ipc-shareable"], volume => Assert.Equal("tmpfs", FileSystem(volume)));
        Assert.Equal("volumes-from", Of(results, "uds", "volumes-from").Settings["volume"]);
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
        Assert.Empty(Folders(bench));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task What_an_ended_run_shared_is_gone_after_it_or_after_clean(string signal)
    {
        Assert.SkipUnless(engine.Engine.IsHere, "A folder of the host needs an engine on this machine.");
        using var bench = Start(
            "run", "--transport", "uds,shared-memory", "--scenario", "round-trip", "--volume", "bind,volumes-from,ipc-shareable", "--duration", "30s",
            "--rounds", "1", "--seed", "1", "--isolation", "container", "--out", "out");
        await HasAgentsAsync(bench);

        bench.Signal(signal);
        await bench.ExitCodeAsync(Timeout);
        if (signal == "KILL")
        {
            using var clean = Start("clean");
            Assert.Equal(0, await clean.ExitCodeAsync(Timeout));
        }

        Assert.Empty(await engine.BelongingsAsync(bench.Id));
        Assert.Empty(Folders(bench));
    }

    private BenchProcess Start(params string[] arguments) =>
        BenchProcess.Start(arguments, new Dictionary<string, string> { ["TMPDIR"] = _temporary.FullName });

    private static CellResult Of(IEnumerable<CellResult> results, string transport, string? volume) =>
        results.Single(result => result.Transport == transport && result.Conditions.Volume == volume);

    private IEnumerable<string> Folders(BenchProcess bench) => new[] { _temporary.FullName, "/dev/shm" }
        .Where(Directory.Exists)
        .SelectMany(parent => Directory.EnumerateDirectories(parent, $"intercontainer-{bench.Id}-*"));

    private async Task HasAgentsAsync(BenchProcess bench)
    {
        using var limit = new CancellationTokenSource(Timeout);
        while ((await engine.ContainersAsync(bench.Id)).Count < 2)
            await Task.Delay(100, limit.Token);
    }
}
