namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>Engines of other releases, by a proxy before the real one that speaks as they do.</summary>
[Collection(nameof(WholeRuns))]
public class ApiVersionTests(EngineFixture engine)
{
    [Theory]
    [InlineData("29", "1.44", "1.51", "1.44")]
    [InlineData("25", "1.24", "1.44", "1.44")]
    [InlineData("24", "1.12", "1.43", "1.43")]
    [InlineData("20.10, or Podman", "1.24", "1.41", "1.41")]
    public async Task An_engine_is_spoken_to_in_a_version_that_it_has(string release, string oldest, string newest, string spoken)
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, api: (Version.Parse(oldest), Version.Parse(newest)));
        var environment = Environment(proxy);

        Assert.Contains($", API {spoken},", await EngineTrial.IsFoundAsync(environment), StringComparison.Ordinal);
        await EngineTrial.MeasuresAsync(engine, environment);

        Assert.True(proxy.Asked.SetEquals([spoken]), $"Docker {release} was asked in {string.Join(", ", proxy.Asked)}.");
    }

    [Fact]
    public async Task An_engine_that_is_too_old_is_refused()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, api: (new Version(1, 12), new Version(1, 24)));

        await EngineTrial.IsRefusedAsync(Environment(proxy), "speaks the API 1.12 to 1.24", "Accepted is 1.41");
        await EngineTrial.FallsBackAsync(Environment(proxy), "speaks the API 1.12 to 1.24");
    }

    [Fact]
    public async Task A_version_that_is_demanded_is_spoken_or_refused()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, api: (new Version(1, 42), new Version(1, 44)));
        var environment = Environment(proxy);

        environment["DOCKER_API_VERSION"] = "1.43";
        Assert.Contains(", API 1.43,", await EngineTrial.IsFoundAsync(environment), StringComparison.Ordinal);
        environment["DOCKER_API_VERSION"] = "1.41";
        await EngineTrial.IsRefusedAsync(environment, "DOCKER_API_VERSION=1.41", "1.42 to 1.44 in common");
    }

    private static Dictionary<string, string> Environment(EngineProxy proxy) =>
        EngineTrial.Only(("DOCKER_HOST", FormattableString.Invariant($"tcp://127.0.0.1:{proxy.Port}")));
}
