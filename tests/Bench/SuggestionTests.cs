using InterContainer.Bench.Commands;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>What a line that is being typed can become.</summary>
public class SuggestionTests
{
    [Theory]
    [InlineData("cle", "clean")]
    [InlineData("run", "run")]
    [InlineData("run --tr", "--transport")]
    [InlineData("--tr", "--transport")]
    [InlineData("run --transport tcp,ud", "tcp,udp", "tcp,uds")]
    [InlineData("run --transport=tcp,ud", "--transport=tcp,udp", "--transport=tcp,uds")]
    [InlineData("run --transport file-poll:i", "file-poll:interval=1ms")]
    [InlineData("run --scenario round-trip,s", "round-trip,stream")]
    [InlineData("run --quick --suite p", "placement", "pod", "polling")]
    [InlineData("run --network host,sh", "host,shared-bridge")]
    [InlineData("run --network shared-bridge:c", "shared-bridge:containers=0")]
    [InlineData("run --plugin a.dll --sui", "--suite")]
    [InlineData("report DIR --chart latency-c", "latency-cost")]
    [InlineData("report DIR --chart load --theme ", "dark", "light")]
    [InlineData("advise --durable ", "disk", "memory", "page-cache")]
    [InlineData("advise --durable --fam", "--family")]
    [InlineData("completion ", "bash", "fish", "pwsh", "zsh")]
    [InlineData("report ")]
    [InlineData("run --out \"a b")]
    [InlineData("pigeon --tr")]
    public void The_last_word_is_completed(string line, params string[] suggestions) => Assert.Equal(suggestions, Of(line));

    [Fact]
    public void Every_verb_transport_and_suite_is_known()
    {
        Assert.Empty(Root.Create().Subcommands.Select(verb => verb.Name).Except(Of("")));
        Assert.Empty(Catalogue.BuiltIn.Transports.Select(transport => transport.Traits.Name).Except(Of("run --transport ")));
        Assert.Empty(Suite.All.Select(suite => suite.Name).Except(Of("run --suite ")));
    }

    [Fact]
    public void Of_a_transport_that_is_named_already_there_is_no_second() => Assert.DoesNotContain("tcp,tcp", Of("run --transport tcp,"));

    [Fact]
    public async Task A_shell_that_is_not_known_is_refused() =>
        Assert.Equal(Cli.BadUsage, await Cli.InvokeAsync(Root.Create(), ["completion", "tcsh"]));

    private static IReadOnlyList<string> Of(string line) => Suggestions.Of(Root.Create(), Root.DefaultVerb, line);
}
