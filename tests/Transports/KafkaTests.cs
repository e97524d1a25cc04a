using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using InterContainer.Agent.Conformance;
using InterContainer.Agent.Roles;
using InterContainer.Protocol;
using InterContainer.Transports;
using InterContainer.Transports.Broker;

namespace InterContainer.Tests.Transports;

/// <summary>
/// The contract of the transport through Kafka, with both ends in this process, against librdkafka's mock cluster. No image of the server can be built offline,
/// and the mock keeps nothing for a restart: what the traits say of those is not examined.
/// </summary>
public sealed class KafkaTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly MockCluster _cluster = new();
    private readonly Kafka _kafka;

    public KafkaTests() => _kafka = _cluster.Transport;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PairEndpoints Place => new()
    {
        Channel = "pair",
        InFlight = Traits.ManyInFlight,
        Options = _kafka.Traits.Options.ToDictionary(option => option.Name, option => option.Default),
        Services = new Dictionary<string, ServiceAddress> { [KafkaServer.Service.Name] = _cluster.Address },
    };

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Everything_that_the_contract_asks_of_one_pair_holds()
    {
        var responder = new AgentResponder([new Cell { Transport = _kafka.Traits.Name }]);
        await using var serving = await _kafka.ServeAsync(Place, responder, Stop);

        var findings = await new ContractConformanceTest(_kafka, Place with { InFlight = 1 }, Stop).RunAsync();

        Assert.Empty(findings.Findings.Where(finding => finding.Trouble is not null).Select(finding => $"{finding.Check}: {finding.Trouble}"));
        var verified = responder.Summary(0).Verified;
        Assert.InRange(verified.Received, findings.Sent, findings.Sent + findings.Cancelled);
        Assert.Equal(0, verified.Reordered);
    }

    [Theory]
    [InlineData(64, Traits.ManyInFlight)]
    [InlineData(1024, Traits.ManyInFlight)]
    // The mock keeps 5 MiB of a partition.
    [InlineData(64 * 1024, 16)]
    public async Task Requests_at_once_are_each_answered_by_their_own_reply(int bytes, int requests)
    {
        await using var serving = await _kafka.ServeAsync(Place, new Echo(), Stop);
        await using var initiator = await _kafka.ConnectAsync(Place, Stop);

        await Task.WhenAll(Enumerable.Range(0, requests).Select(async _ =>
        {
            var (request, reply) = (RandomNumberGenerator.GetBytes(bytes), new byte[bytes]);
            Assert.Equal(bytes, await initiator.ExchangeAsync(request, reply, Stop).AsTask().WaitAsync(Timeout, Stop));
            Assert.Equal(request, reply);
        }));
    }

    [Fact]
    public async Task Connecting_before_the_responder_serves_is_refused()
    {
        Assert.False(_kafka.Traits.ConnectsBeforeServing);
        var refusal = await Assert.ThrowsAsync<TransportException>(async () => await _kafka.ConnectAsync(Place, Stop));

        Assert.Equal("No responder serves channel 'pair' at the Kafka broker.", refusal.Message);
    }

    [Fact]
    public async Task Every_responder_of_a_broadcast_gets_every_message_in_order()
    {
        var (place, seen) = (Place with { IsBroadcast = true }, new[] { new Keep(), new Keep() });
        await using var one = await _kafka.ServeAsync(place, seen[0], Stop);
        await using var other = await _kafka.ServeAsync(place with { ResponderIndex = 1 }, seen[1], Stop);
        await using var initiator = await _kafka.ConnectAsync(place, Stop);

        await SendAsync(initiator, 100);

        await UntilAsync(() => seen.All(responder => responder.Messages.Count >= 100));
        Assert.All(seen, responder => Assert.Equal(Numbers(100), responder.Messages));
    }

    [Fact]
    public async Task Responders_compete_for_the_messages_of_one_channel()
    {
        var (place, seen) = (Place with { Responders = 2 }, new[] { new Keep(), new Keep() });
        await using var one = await _kafka.ServeAsync(place, seen[0], Stop);
        await using var other = await _kafka.ServeAsync(place with { ResponderIndex = 1 }, seen[1], Stop);
        await using var initiator = await _kafka.ConnectAsync(place, Stop);

        await SendAsync(initiator, 1000);

        await UntilAsync(() => seen.SelectMany(responder => responder.Messages).Distinct().Count() == 1000);
    }

    [Fact]
    public async Task The_loss_of_the_broker_is_an_error_at_either_end_and_not_a_hang()
    {
        var serving = await _kafka.ServeAsync(Place, new Keep(), Stop);
        var initiator = await _kafka.ConnectAsync(Place, Stop);
        var unanswered = initiator.ExchangeAsync(new byte[64], new byte[64], Stop).AsTask();
        var start = Stopwatch.GetTimestamp();

        _cluster.Lose();

        await AssertToldAsync(unanswered);
        await AssertToldAsync(Assert.IsAssignableFrom<IServing>(serving).Serving);
        await AssertToldAsync(initiator.SendAsync(new byte[64], Stop).AsTask());
        await AssertToldAsync(serving.DisposeAsync().AsTask());
        await Record.ExceptionAsync(() => initiator.DisposeAsync().AsTask().WaitAsync(Timeout, Stop));
        Assert.True(Stopwatch.GetElapsedTime(start) < Timeout);
    }

    [Fact]
    public async Task Who_cancels_while_connecting_has_it_back_at_once()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        // No one sends a Kafka broker's answers from there, and nothing refuses: it only listens.
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        var place = Place with { Services = new Dictionary<string, ServiceAddress> { [KafkaServer.Service.Name] = new("127.0.0.1", port) } };
        var start = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _kafka.ConnectAsync(place, cancelled.Token));

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void The_broker_tells_clients_the_name_that_it_has_on_the_network_of_a_pair()
    {
        var service = KafkaServer.Service;
        var start = service.Start(new ServiceCredentials("agent", new Secret("bittern-1"), InterContainer.Runner.Execution.CertificateIssuer.Issue()));

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"CLIENT://{service.Name}:{service.Port}"), start.Environment["KAFKA_ADVERTISED_LISTENERS"]);
        Assert.Null(service.OfflineImage);
        Assert.Null(service.Embedded);
        Assert.Equal("not run against a real broker", _kafka.Traits.Unverified);
    }

    private static async Task SendAsync(IInitiator initiator, int count)
    {
        for (var i = 0; i < count; i++)
            await initiator.SendAsync(BitConverter.GetBytes(i), Stop);
    }

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(0, count);

    private static async Task UntilAsync(Func<bool> holds)
    {
        var start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Timeout, "It did not come to that.");
            await Task.Delay(50, Stop);
        }
    }

    private static async Task AssertToldAsync(Task failing)
    {
        var told = await Assert.ThrowsAsync<TransportException>(() => failing.WaitAsync(Timeout, Stop));
        Assert.StartsWith("The connection to the Kafka broker broke: ", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told.Message);
    }

    private sealed class Echo : IResponder
    {
        public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
        {
            message.CopyTo(reply);
            return message.Length;
        }
    }

    /// <summary>Keeps the numbers that come, and answers nothing.</summary>
    private sealed class Keep : IResponder
    {
        public ConcurrentQueue<int> Messages { get; } = [];

        public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
        {
            Messages.Enqueue(BitConverter.ToInt32(message));
            return IResponder.NoReply;
        }
    }
}
