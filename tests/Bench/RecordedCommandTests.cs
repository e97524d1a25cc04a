using System.Diagnostics;
using InterContainer.Bench;
using InterContainer.Bench.Commands;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>The command that a run keeps can be given again, and holds no secret.</summary>
public class RecordedCommandTests
{
    private const string Variable = "RECORDED_COMMAND_TESTS_SERVER";

    public static TheoryData<string> AwkwardValues => ["", "a b", "it's", "'", "a;b&c|d", "$HOME `id` \\", "*", "\"q\"", "~", "#x", "ü", "!"];

    [Theory]
    [InlineData("--postgres 'Host=store;Username=u;Password=***' --out P", "--postgres", "Host=store;Username=u;Password=plover", "--out", "P")]
    [InlineData("--postgres 'Host=store;Password=***;SSL Password=***'", "--postgres", "Host=store;PWD='plo;ver';SslPassword=\"plov er\"")]
    [InlineData("--postgres 'Host=store'", "--postgres", "Host=store;")]
    [InlineData("--postgres env:PLACE", "--postgres", "env:PLACE")]
    [InlineData("--mqtt 'u:***@host:1883'", "--mqtt", "u:plo:v@er@host:1883")]
    [InlineData("--mqtt u@host:1883", "--mqtt", "u@host:1883")]
    [InlineData("--mqtt host:1883", "--mqtt", "host:1883")]
    [InlineData("--service 'mosquitto=u:***@host:1883'", "--service", "mosquitto=u:plo:v@er@host:1883")]
    [InlineData("--service 'postgres=Host=store;Username=u;Password=***'", "--service", "postgres=Host=store;Username=u;Password=plover")]
    [InlineData("--service 'mine=***'", "--service", "mine=plover")]
    [InlineData("--service mine=env:PLACE", "--service", "mine=env:PLACE")]
    [InlineData("--envVars 'A:***' 'B:***' --filter x", "--envVars", "A:plover", "B:plover", "--filter", "x")]
    [InlineData("--filter 'password=***'", "--filter", "password=plover")]
    public void A_secret_stands_as_three_stars(string recorded, params string[] tokens)
    {
        var command = RecordedCommand.Of(tokens);

        Assert.Equal(recorded.Replace("'Host=store'", "Host=store", StringComparison.Ordinal), command);
        Assert.DoesNotContain("plo", command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--postgres=Host=store;Password=plover")]
    [InlineData("run", "--postgres:Host=store;Password=plover")]
    [InlineData("run", "--postgres", "Host=store;Password=plover")]
    public void However_an_option_is_given_its_secret_is_not_recorded(params string[] arguments) =>
        Assert.Equal("run --postgres 'Host=store;Password=***'", RecordedCommand.Of(Root.Create().Parse(arguments).Tokens.Select(token => token.Value)));

    [Theory]
    [MemberData(nameof(AwkwardValues))]
    public async Task A_shell_reads_back_what_was_given(string value)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a POSIX shell.");
        var start = new ProcessStartInfo("sh", ["-c", $"printf '%s|' {RecordedCommand.Of(["--out", value, "--quick"])}"]) { RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;

        Assert.Equal($"--out|{value}|--quick|", await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Username=u;Password=gannet")]
    [InlineData("Host=store;Password=gan;gannet=1")]
    [InlineData("Host=store;Port=gannet")]
    [InlineData("Host=store;Password='gannet")]
    [InlineData("postgres://u:gannet@host/db")]
    [InlineData("")]
    public void A_connection_string_that_is_refused_is_not_repeated(string text) => IsRefused(() => Read("--postgres", text), "--postgres");

    [Theory]
    [InlineData("u:gannet@localhost")]
    [InlineData("u:gannet")]
    [InlineData("mqtt://u:gannet@localhost:1883")]
    [InlineData("localhost")]
    [InlineData(":gannet@localhost:1883")]
    public void A_broker_that_is_refused_is_not_repeated(string text) => IsRefused(() => Read("--mqtt", text), "--mqtt");

    [Fact]
    public void An_environment_variable_holds_the_value()
    {
        IsRefused(() => Read("--postgres", $"env:{Variable}"), Variable);
        Environment.SetEnvironmentVariable(Variable, "Host=store;Password=plover");

        Assert.Equal("Host=store;Password=plover", Read("--postgres", $"env:{Variable}").ConnectionString!.Reveal());

        Environment.SetEnvironmentVariable(Variable, "u:p@l@host:1883");
        var broker = Read("--mqtt", $"env:{Variable}");
        Assert.Equal(("host", 1883, "u", "p@l"), (broker.Host, broker.Port, broker.User, broker.Password!.Reveal()));
    }

    [Theory]
    [InlineData("mosquitto")]
    [InlineData("gannet=localhost:1883")]
    [InlineData("mosquitto=u:gannet@localhost")]
    [InlineData("postgres=Host=store;Port=gannet")]
    [InlineData("mosquitto=env:NO_SUCH_VARIABLE")]
    public void A_server_that_is_refused_is_not_repeated(string text) =>
        IsRefused(() => ServiceOptions.Read([text.Replace("gannet=", "cormorant=", StringComparison.Ordinal)], [], Catalogue.BuiltIn), "--service");

    [Fact]
    public void A_service_has_one_address() => Assert.Contains(
        "already",
        Assert.Throws<UsageException>(() => ServiceOptions.Read(["mosquitto=a:1"], [KeyValuePair.Create("--mqtt", (string?)"b:1")], Catalogue.BuiltIn)).Message,
        StringComparison.Ordinal);

    private static ServiceAddress Read(string option, string text) =>
        ServiceOptions.Read([], [KeyValuePair.Create(option, (string?)text)], Catalogue.BuiltIn).Values.Single();

    private static void IsRefused(Func<object> read, string named)
    {
        var message = Assert.Throws<UsageException>(read).Message;

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain("gan", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
