using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd;

/// <summary>Pairs under a runtime that is not the engine's default.</summary>
[Collection(nameof(WholeRuns))]
public class RuntimeRunTests(EngineFixture engine)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_runtime_that_the_engine_does_not_know_is_skipped_with_the_remedy()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--transport", "tcp", "--scenario", "round-trip", "--runtime", "no-such-runtime", "--isolation", "container", "--out", "out"]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var result = Assert.Single(ResultsFile.Read(bench.Out).Results);
        Assert.Equal((Status.Skipped, "no-such-runtime"), (result.Status, result.Conditions.Runtime));
        Assert.Contains("the engine knows no runtime 'no-such-runtime', only ", result.Reason, StringComparison.Ordinal);
        Assert.Contains("docs/runtimes.md", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_default_runtime_by_its_name_is_the_default()
    {
        Assert.SkipWhen(engine.Engine.Runtimes.Default.Length == 0, "The engine does not say which runtime is its default.");
        using var bench = BenchProcess.Start(
        [
            "run", "--quick", .. BenchProcess.Brief,
            "--transport", "tcp", "--scenario", "round-trip", "--runtime", engine.Engine.Runtimes.Default, "--isolation", "container", "--out", "out",
        ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var result = Assert.Single(ResultsFile.Read(bench.Out).Results);
        Assert.Equal((Status.Ok, true), (result.Status, result.Conditions.IsDefault));
        Assert.Equal(engine.Engine.Runtimes.Default, result.Settings["runtime"]);
    }

    [Fact]
    public async Task Every_other_runtime_works_or_is_skipped_with_evidence_and_is_charged_what_the_machine_paid()
    {
        Assert.SkipWhen(
            engine.Engine.Runtimes.Others.Count == 0,
            "The engine knows no runtime but its default: register another (docs/runtimes.md), or try gVisor with: sudo .ci/engines docker-sandbox");
        using var bench = BenchProcess.Start(
        [
            "run", "--quick", .. BenchProcess.Brief, "--transport", "tcp,uds,file-poll,shared-memory", "--scenario", "round-trip", "--runtime", "all",
            "--isolation", "container", "--out", "out",
        ]);

        // A sandbox takes its time to start, and each runtime has four cells and three trials.
        Assert.Equal(0, await bench.ExitCodeAsync(TimeSpan.FromMinutes(2 + (2 * engine.Engine.Runtimes.Others.Count))));

        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal(4 * engine.Engine.Runtimes.Others.Count, results.Count);
        Assert.All(results.Where(result => result.Status == Status.Skipped), result =>
        {
            Assert.NotEqual("tcp", result.Transport);
            Assert.Equal(FlagCodes.UnsupportedByRuntime, Assert.Single(result.Flags).Code);
            Assert.Contains(engine.Engine.Runtimes.Text(result.Conditions.Runtime), result.Reason, StringComparison.Ordinal);
        });
        Assert.All(results.Where(result => result.Status == Status.Ok), result =>
        {
            Assert.Equal(result.Conditions.Runtime, result.Settings["runtime"]);
            Assert.All([result.Cost!.Initiator, result.Cost.Responder], role =>
                Assert.Equal(role is null, result.Flags.Any(flag => flag.Code == FlagCodes.HostCostUnknown)));
        });
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }
}
