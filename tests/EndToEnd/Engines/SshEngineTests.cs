using System.Diagnostics;
using System.Globalization;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>The real engine behind a real ssh server on loopback, reached by the user's own ssh.</summary>
[Collection(nameof(WholeRuns))]
public class SshEngineTests(EngineFixture engine)
{
    [Fact]
    public async Task An_engine_behind_ssh_is_measured_and_nothing_stays()
    {
        using var server = await StartAsync();
        var environment = server.Variables(("DOCKER_HOST", FormattableString.Invariant($"ssh://{Environment.UserName}@127.0.0.1:{server.Port}")));

        await EngineTrial.IsFoundAsync(environment);
        AssertNothingStays(server);
        await EngineTrial.MeasuresAsync(engine, environment);

        AssertNothingStays(server);
    }

    [Fact]
    public async Task A_context_may_name_an_alias_of_ssh_and_a_socket()
    {
        using var server = await StartAsync();
        using var contexts = new ContextFolder();
        contexts.Add("far", $"ssh://{SshServer.Alias}");
        contexts.Add("named", $"ssh://{SshServer.Alias}{engine.Engine.Address.LocalPath}");

        foreach (var context in new[] { "far", "named" })
            await EngineTrial.IsFoundAsync(server.Variables(("DOCKER_CONFIG", contexts.Path), ("DOCKER_CONTEXT", context)));
        AssertNothingStays(server);
    }

    [Theory]
    [InlineData($"ssh://{SshServer.Stranger}", "Permission denied", "try ssh -- stranger")]
    [InlineData("ssh://localhost:{0}", "Host key verification failed", "a host that it knows")]
    [InlineData($"ssh://{SshServer.Alias}/nowhere.sock", "open failed", "see that its socket there is /nowhere.sock")]
    public async Task What_ssh_refuses_is_one_line_with_its_own_words(string host, params string[] named)
    {
        using var server = await StartAsync();
        var environment = server.Variables(("DOCKER_HOST", string.Format(CultureInfo.InvariantCulture, host, server.Port)));

        await EngineTrial.IsRefusedAsync(environment, named);

        AssertNothingStays(server);
        await EngineTrial.FallsBackAsync(environment, named[0]);
    }

    [Fact]
    public async Task Without_ssh_it_is_one_line()
    {
        var empty = Directory.CreateTempSubdirectory("no-ssh-");
        try
        {
            await EngineTrial.IsRefusedAsync(EngineTrial.Only(("DOCKER_HOST", "ssh://h"), ("PATH", empty.FullName)), "ssh does not come in", "not found");
        }
        finally
        {
            empty.Delete();
        }
    }

    [Fact]
    public async Task Ctrl_C_reaches_ssh_too_and_still_all_is_removed()
    {
        using var server = await StartAsync();
        using var bench = StartRun(server);
        await bench.SeesAsync("[ 1/18]", EngineTrial.Timeout);

        // As a terminal does: to everything that runs in it.
        foreach (var client in server.Clients())
            Signal("INT", client);
        bench.Signal("TERM");

        Assert.Equal(130, await bench.ExitCodeAsync(EngineTrial.Timeout));
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
        AssertNothingStays(server);
    }

    [Fact]
    public async Task Ssh_ends_with_a_run_that_is_killed_and_clean_removes_the_rest()
    {
        using var server = await StartAsync();
        using var bench = StartRun(server);
        await bench.SeesAsync("[ 1/18]", EngineTrial.Timeout);
        Assert.NotEmpty(server.Clients());

        bench.Signal("KILL");
        await bench.ExitCodeAsync(EngineTrial.Timeout);

        for (var waited = Stopwatch.StartNew(); server.Clients().Count > 0 && waited.Elapsed < EngineTrial.Timeout;)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Empty(server.Clients());
        Assert.NotEmpty(server.Left());

        using var clean = BenchProcess.Start(["clean"], Alias(server));
        Assert.Equal(0, await clean.ExitCodeAsync(EngineTrial.Timeout));
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
        AssertNothingStays(server);
    }

    private static BenchProcess StartRun(SshServer server) => BenchProcess.Start(
        ["run", "--quick", .. BenchProcess.Brief, "--transport", "tcp,http1", "--payload", "64,1KiB,64KiB", "--isolation", "container", "--out", "out"],
        Alias(server));

    private static Dictionary<string, string> Alias(SshServer server) => server.Variables(("DOCKER_HOST", $"ssh://{SshServer.Alias}"));

    private static void AssertNothingStays(SshServer server)
    {
        Assert.Empty(server.Clients());
        Assert.Empty(server.Left());
    }

    private static void Signal(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private Task<SshServer> StartAsync()
    {
        _ = engine.Engine;
        return SshServer.StartAsync();
    }
}
