using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>An engine whose networks do not give containers the names they were ordered with, by a proxy that alters the order.</summary>
[Collection(nameof(WholeRuns))]
public class NamelessEngineTests(EngineFixture engine)
{
    [Fact]
    public async Task Containers_find_each_other_by_their_hosts_files_once_names_have_failed()
    {
        var endpoint = engine.Client.Options.Endpoint;
        Assert.SkipUnless(endpoint.Scheme == "unix", "The proxy stands in front of a Unix socket.");
        await using var proxy = new AlteringProxy(endpoint.LocalPath, "\"Aliases\":[\"responder\"]", "\"Aliases\":[\"nobodyyet\"]");
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--transport", "tcp", "--isolation", "container", "--out", "out"],
            new Dictionary<string, string> { ["DOCKER_HOST"] = proxy.Host });

        Assert.Equal(0, await bench.ExitCodeAsync(EngineTrial.Timeout));

        Assert.True(proxy.Altered > 0, "The order was to be altered.");
        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.Equal((Status.Ok, "hosts file"), (result.Status, result.Settings["names"])));
        Assert.Single(bench.Output.Split('\n'), line => line.StartsWith("Names are not resolved on the engine's networks", StringComparison.Ordinal));
    }
}
