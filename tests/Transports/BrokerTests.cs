using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>What the transports through Kafka, NATS and RabbitMQ say of their servers.</summary>
public sealed class BrokerTests
{
    private const int NobodyListens = 1;

    public static TheoryData<string> Transports => ["kafka", "nats", "nats-jetstream", "rabbitmq"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_server_that_does_not_answer_is_one_line_at_either_end(string transport)
    {
        var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
        var endpoints = new PairEndpoints
        {
            Channel = "pair",
            Options = choice.Options,
            Services = Catalogue.BuiltIn.Services.ToDictionary(
                service => service.Name, _ => new ServiceAddress("127.0.0.1", NobodyListens) { User = "u", Password = new Secret("broker-tests") }),
        };
        var stop = TestContext.Current.CancellationToken;

        foreach (var trouble in new[]
        {
            await Assert.ThrowsAsync<TransportException>(async () => await choice.Transport.ServeAsync(endpoints, new Unasked(), stop)),
            await Assert.ThrowsAsync<TransportException>(async () => await choice.Transport.ConnectAsync(endpoints, stop)),
        })
        {
            Assert.StartsWith("Cannot connect to the ", trouble.Message, StringComparison.Ordinal);
            Assert.Contains("127.0.0.1:1: ", trouble.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', trouble.Message);
        }
    }

    [Fact]
    public void A_stream_that_is_synced_before_each_acknowledgement_needs_a_server_that_does_so()
    {
        var usual = TransportChoice.Parse("nats-jetstream", Catalogue.BuiltIn).Traits.Service!.Service;
        var synced = TransportChoice.Parse("nats-jetstream:sync=always", Catalogue.BuiltIn).Traits.Service!.Service;

        Assert.Equal((usual.Name, "2m", "always"), (synced.Name, usual.Settings["nats.sync_interval"], synced.Settings["nats.sync_interval"]));
        Assert.Equal(["nats.max_payload", "nats.max_pending", "nats.sync_interval"], usual.Settings.Keys.Order());
    }

    [Fact]
    public void Of_the_credentials_of_a_run_only_private_files_and_the_environment_know()
    {
        var credentials = new ServiceCredentials("agent", new Secret("cormorant-1"), CertificateIssuer.Issue());

        foreach (var service in Transports.Select(row => Catalogue.BuiltIn.Find(row.Data).Traits.Service!.Service))
        {
            var start = service.Start(credentials);
            Assert.DoesNotContain(start.Command, argument => argument.Contains("cormorant-1", StringComparison.Ordinal));
            Assert.All(
                start.Files.Where(file => file.Content.Contains("cormorant-1", StringComparison.Ordinal)),
                file => Assert.True(file.IsPrivate, file.Path));
            Assert.Contains("cormorant-1", string.Concat(start.Files.Select(file => file.Content).Concat(start.Environment.Values)), StringComparison.Ordinal);
        }
    }

    private sealed class Unasked : IResponder
    {
        public int Respond(ReadOnlySpan<byte> message, Span<byte> reply) => throw new InvalidOperationException("Nobody is there to ask.");
    }
}
