using Docker.DotNet.Models;
using InterContainer.Runner.Containers;

namespace InterContainer.Tests.Runner;

public class EngineRuntimesTests
{
    // As an engine lists them: its own twice, once by the name of its shim.
    private static readonly EngineRuntimes Runtimes = EngineRuntimes.Of(new SystemInfoResponse
    {
        DefaultRuntime = "plain",
        Runtimes = new Dictionary<string, RuntimeWithStatus>
        {
            ["plain"] = new() { Path = "plain" },
            ["io.containerd.plain.v2"] = new() { Path = "plain" },
            ["sandbox"] = new() { Path = "/usr/bin/sandbox", Args = ["--platform=one", "--network=host"] },
            ["plain-debug"] = new() { Path = "plain", Args = ["--debug"] },
        },
    });

    [Fact]
    public void Others_are_those_that_are_another_program_or_have_other_arguments() => Assert.Equal(["plain-debug", "sandbox"], Runtimes.Others);

    [Theory]
    [InlineData(null, true)]
    [InlineData("plain", true)]
    [InlineData("io.containerd.plain.v2", true)]
    [InlineData("sandbox", false)]
    [InlineData("nothing", false)]
    public void The_default_is_known_under_each_of_its_names(string? runtime, bool isDefault) => Assert.Equal(isDefault, Runtimes.IsDefault(runtime));

    [Theory]
    [InlineData("nothing", "the engine knows no runtime 'nothing', only io.containerd.plain.v2, plain, plain-debug, sandbox: register it")]
    [InlineData("plain", "plain is the engine's default runtime")]
    [InlineData("io.containerd.plain.v2", "io.containerd.plain.v2 is the program of plain")]
    [InlineData("sandbox", null)]
    [InlineData(null, null)]
    public void What_is_not_there_or_would_be_measured_twice_is_said(string? runtime, string? beginning)
    {
        var reason = Runtimes.UnsupportedReason(runtime);

        Assert.Equal(beginning, reason?[..Math.Min(reason.Length, beginning?.Length ?? 0)]);
    }

    [Fact]
    public void A_result_names_the_runtime_and_the_arguments_in_force()
    {
        Assert.Equal(
            new Dictionary<string, string> { ["runtime"] = "sandbox", ["runtime.arguments"] = "--platform=one --network=host" },
            Runtimes.Settings("sandbox"));
        Assert.Equal(new Dictionary<string, string> { ["runtime"] = "plain" }, Runtimes.Settings(null));
        Assert.Equal("sandbox --platform=one --network=host", Runtimes.Text("sandbox"));
        Assert.Equal("plain", Runtimes.Text(null));
    }

    [Fact]
    public void An_engine_that_does_not_say_has_a_default_of_no_name()
    {
        var silent = EngineRuntimes.Of(new SystemInfoResponse());

        Assert.Empty(silent.Others);
        Assert.True(silent.IsDefault(null));
        Assert.Empty(silent.Settings(null));
        Assert.Contains("knows no runtime 'sandbox'", silent.UnsupportedReason("sandbox"), StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_an_engine_that_has_one_is_nothing_to_measure_with_the_remedy()
    {
        var one = new EngineRuntimes("plain", new Dictionary<string, EngineRuntime> { ["plain"] = new("plain", ""), ["again"] = new("plain", "") });

        Assert.StartsWith("the engine knows no runtime but its default, plain: register it", one.UnsupportedReason("all"), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_a_runtime_ignores_are_named_with_it_and_a_remedy()
    {
        var line = RefusedLimits.ByRuntime(new HostConfig { Memory = 1, NanoCPUs = 1 }, Runtimes.Text("sandbox"));

        Assert.StartsWith("the runtime sandbox --platform=one --network=host ignores --memory, --cpus: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("--pin", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name=seccomp,profile=builtin", false, false)]
    [InlineData("name=rootless", true, false)]
    [InlineData("name=userns", false, true)]
    public void An_engine_says_who_its_containers_users_are(string option, bool isRootless, bool areMapped) =>
        Assert.Equal(new EngineUsers(isRootless, areMapped), EngineUsers.Of(new SystemInfoResponse { SecurityOptions = ["name=apparmor", option] }));
}
