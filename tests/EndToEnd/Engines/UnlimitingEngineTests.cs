using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>An engine without rights over control groups, by a proxy before the real one that says so, as a rootless one does on version 1.</summary>
[Collection(nameof(WholeRuns))]
public class UnlimitingEngineTests(EngineFixture engine)
{
    [Fact]
    public async Task A_limit_that_cannot_be_had_is_refused_in_one_line_and_the_rest_is_measured()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, info: said =>
        {
            said["MemoryLimit"] = false;
            said["CpuCfsQuota"] = false;
            said["CPUSet"] = false;
            said["CgroupDriver"] = "none";
        });
        var environment = EngineTrial.Only(("DOCKER_HOST", FormattableString.Invariant($"tcp://127.0.0.1:{proxy.Port}")));
        using var doctor = BenchProcess.Start(["doctor"], environment);
        using var limited = Start(environment, "--cpus", "0.5");
        Assert.Equal((0, 0), (await doctor.ExitCodeAsync(EngineTrial.Timeout), await limited.ExitCodeAsync(EngineTrial.Timeout)));
        using var free = Start(environment);

        Assert.Equal(0, await free.ExitCodeAsync(EngineTrial.Timeout));

        Assert.Single(
            doctor.Output.Split('\n'),
            line => line.StartsWith("limits      LACK: the engine cannot keep containers to --cpus, --memory, --pin: ", StringComparison.Ordinal));
        var refused = Assert.Single(ResultsFile.Read(limited.Out).Results);
        Assert.Equal(Status.Skipped, refused.Status);
        Assert.StartsWith("the engine cannot keep containers to --cpus: ", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(Status.Ok, Assert.Single(ResultsFile.Read(free.Out).Results).Status);
    }

    private static BenchProcess Start(Dictionary<string, string> environment, params string[] limits) => BenchProcess.Start(
        ["run", "--quick", "--isolation", "container", "--transport", "tcp", "--scenario", "round-trip", "--out", "out", .. limits], environment);
}
