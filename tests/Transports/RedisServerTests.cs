using InterContainer.Runner.Execution;
using InterContainer.Transports;
using InterContainer.Transports.Broker;

namespace InterContainer.Tests.Transports;

/// <summary>The server is configured as its traits say, and its password is in a private file alone.</summary>
public sealed class RedisServerTests
{
    private static readonly ServiceCredentials Credentials = new("agent", new Secret("kingfisher"), CertificateIssuer.Issue());

    [Theory]
    [InlineData("redis-list", "appendonly no", false)]
    [InlineData("redis-list:appendfsync=always", "appendonly yes", true)]
    [InlineData("redis-streams", "appendonly no", false)]
    [InlineData("redis-streams:appendfsync=always", "appendonly yes", true)]
    [InlineData("redis-pubsub", "appendonly no", false)]
    public void An_option_chooses_the_server_that_writes_before_it_answers(string transport, string line, bool isDurable)
    {
        var traits = TransportChoice.Parse(transport, Catalogue.BuiltIn).Traits;
        var file = Assert.Single(traits.Service!.Service.Start(Credentials).Files);

        Assert.Equal("redis", traits.Service.Service.Name);
        Assert.Equal(isDurable, traits.SurvivesServiceRestart);
        Assert.Contains(line, file.Content.Split('\n'));
        Assert.Equal(isDurable, file.Content.Split('\n').Contains("appendfsync always"));
    }

    [Fact]
    public void The_password_is_in_a_file_that_only_the_server_reads()
    {
        var start = RedisServer.Service.Start(Credentials);
        var file = Assert.Single(start.Files);

        Assert.True(file.IsPrivate);
        Assert.Contains("requirepass kingfisher", file.Content, StringComparison.Ordinal);
        Assert.Empty(start.Environment);
        Assert.DoesNotContain(start.Command, word => word.Contains("kingfisher", StringComparison.Ordinal));
        Assert.Contains(file.Path, start.Command);
    }
}
