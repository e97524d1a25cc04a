using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd;

/// <summary>Limits that are too small to live in, or that an engine does not keep to.</summary>
[Collection(nameof(WholeRuns))]
public class RefusedLimitTests(EngineFixture engine)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    [Theory]
    // An engine that gets a limit of swap alone refuses it, so what it is given of memory is less.
    [InlineData("--memory", "80MiB", "\"Memory\":83886080", "\"Memory\":73400320")]
    [InlineData("--cpus", "0.5", "\"NanoCpus\":500000000", "\"NanoCpus\":0")]
    public async Task A_limit_that_is_not_in_force_is_no_result(string flag, string value, string sent, string kept)
    {
        var endpoint = engine.Client.Options.Endpoint;
        Assert.SkipUnless(endpoint.Scheme == "unix", "The proxy stands in front of a Unix socket.");
        await using var proxy = new AlteringProxy(endpoint.LocalPath, sent, kept);
        using var bench = BenchProcess.Start(
            [
                "run", "--quick", .. BenchProcess.Brief,
                "--transport", "tcp", "--scenario", "round-trip", flag, value, "--isolation", "container", "--out", "out",
            ],
            new Dictionary<string, string> { ["DOCKER_HOST"] = proxy.Host });

        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        Assert.True(proxy.Altered >= 2, "Each end's order was to be altered.");
        var result = Assert.Single(ResultsFile.Read(bench.Out).Results);
        Assert.Equal(Status.Failed, result.Status);
        Assert.StartsWith($"the engine discarded {flag}: ", result.Reason, StringComparison.Ordinal);
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public async Task An_agent_that_ends_at_its_memory_limit_says_so()
    {
        _ = engine.Client;
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--transport", "grpc", "--scenario", "round-trip", "--memory", "24MiB", "--isolation", "container", "--out", "out"]);

        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        Assert.Contains("memory limit of 24 MiB", Assert.Single(ResultsFile.Read(bench.Out).Results).Reason, StringComparison.Ordinal);
    }
}
