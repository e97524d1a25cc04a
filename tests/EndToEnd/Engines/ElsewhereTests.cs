using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>An engine whose containers run on another kernel, by a proxy before the real one that says so.</summary>
[Collection(nameof(WholeRuns))]
public class ElsewhereTests(EngineFixture engine)
{
    [Fact]
    public async Task The_machine_is_that_of_the_containers_or_is_absent()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, info: said => said["KernelVersion"] = "9.9.9-elsewhere");
        using var bench = BenchProcess.Start(
            ["run", "--quick", .. BenchProcess.Brief, "--isolation", "container", "--transport", "tcp", "--scenario", "round-trip", "--out", "out"],
            EngineTrial.Only(("DOCKER_HOST", FormattableString.Invariant($"tcp://127.0.0.1:{proxy.Port}"))));

        Assert.Equal(0, await bench.ExitCodeAsync(EngineTrial.Timeout));

        var run = ResultsFile.Read(bench.Out);
        Assert.Equal((true, "9.9.9-elsewhere", null), (run.Run.Host.IsElsewhere, run.Run.Host.Kernel, run.Run.Host.Processor));
        Assert.EndsWith("model not told", run.Run.Host.Cpu, StringComparison.Ordinal);
        Assert.All(run.Results, result => Assert.Equal((Status.Ok, null), (result.Status, result.Interference)));
        Assert.Single(bench.Output.Split('\n'), line => line.Contains("another kernel than this command", StringComparison.Ordinal));
        var report = await File.ReadAllTextAsync(Path.Combine(bench.Out, "report.md"), TestContext.Current.CancellationToken);
        Assert.Contains("on another machine than the command", report, StringComparison.Ordinal);
    }
}
