using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;

namespace InterContainer.Tests.Runner;

/// <summary>What is set for Testcontainers is honoured, or named in one line.</summary>
public class TestcontainersConfigurationTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void A_variable_comes_before_the_file()
    {
        string[] file = ["# a mirror", "hub.image.name.prefix=file.example/", "docker.auth.config={}"];

        var of = TestcontainersConfiguration.Of(new Dictionary<string, string> { ["TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX"] = "variable.example/" }, file);

        Assert.Equal(("variable.example/", "{}", null), (of.HubPrefix, of.AuthConfig, of.WithoutEffect));
        Assert.Equal("file.example/", TestcontainersConfiguration.Of(None, file).HubPrefix);
    }

    [Fact]
    public void What_has_no_effect_is_named_in_one_line_with_its_place()
    {
        var variables = new Dictionary<string, string>
        {
            ["TESTCONTAINERS_WAIT_STRATEGY_RETRIES"] = "1",
            ["TESTCONTAINERS_HOST_OVERRIDE"] = "host.example",
            ["TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE"] = "",
            ["PATH"] = "/bin",
        };

        var line = TestcontainersConfiguration.Of(variables, ["tc.host=tcp://127.0.0.1:1", "!", "docker.host : unix:///x.sock"]).WithoutEffect;

        Assert.StartsWith(
            "Settings of Testcontainers without effect here: TESTCONTAINERS_HOST_OVERRIDE, TESTCONTAINERS_WAIT_STRATEGY_RETRIES, "
            + "docker.host (~/.testcontainers.properties), tc.host (~/.testcontainers.properties). ",
            line,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("ryuk.disabled=true")]
    public void Nothing_is_said_where_nothing_is_asked_for_that_is_not_done(params string[] lines) =>
        Assert.Null(TestcontainersConfiguration.Of(new Dictionary<string, string> { ["TESTCONTAINERS_RYUK_DISABLED"] = "true" }, lines).WithoutEffect);

    [Fact]
    public void A_file_that_Testcontainers_would_not_take_is_named_with_the_setting()
    {
        var refusal = Assert.Throws<LaunchException>(() => TestcontainersConfiguration.Of(None, ["tc.host=a", "tc.host=b"]));

        Assert.Contains("~/.testcontainers.properties sets tc.host more than once", refusal.Message, StringComparison.Ordinal);
    }
}
