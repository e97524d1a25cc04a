using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Agent.Roles;
using InterContainer.Agent.Scenarios;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

/// <summary>What a publisher sends, in time that passes only on demand.</summary>
public sealed class PublisherTests : IDisposable
{
    private const long Ms = 1_000_000;

    private static readonly Traits BySends = Catalogue.BuiltIn.Find("tcp").Traits;
    private static readonly Traits Native = Catalogue.BuiltIn.Find("mqtt-qos0").Traits;

    private const int AcknowledgementBytes = InterContainer.Protocol.Cell.MinPayloadBytes;

    private readonly VirtualClock _clock = new();
    private readonly Watchdog _watchdog = new(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public void Dispose() => _watchdog.Dispose();

    [Fact]
    public async Task Each_message_goes_to_all_in_turn_and_carries_one_moment()
    {
        var channels = Channels(3, sendNs: 1 * Ms);
        var publisher = Publisher(channels, BySends);

        var window = await publisher.FollowAsync(100, 40 * Ms, Phase.Measured);

        Assert.Equal(new Window(4, 40 * Ms), window);
        // Four messages to three channels, each beginning with the next one.
        var order = channels.SelectMany((channel, number) => channel.Sent.Select(sent => (sent.AtNs, number))).OrderBy(sent => sent.AtNs);
        Assert.Equal([1, 2, 0, 2, 0, 1, 0, 1, 2, 1, 2, 0], order.Select(sent => sent.number));
        Assert.All(channels, channel => Assert.Equal([0, 10 * Ms, 20 * Ms, 30 * Ms], channel.Sent.Select(sent => sent.Header.TimeNs - channels[0].StartNs)));
        Assert.Equal(12, publisher.Summary().Sent);
    }

    [Fact]
    public async Task Natively_one_send_counts_for_every_subscriber()
    {
        var channels = Channels(1, sendNs: 1 * Ms);
        var publisher = Publisher(channels, Native, subscribers: 16);

        await publisher.FollowAsync(100, 40 * Ms, Phase.Measured);

        Assert.Equal(4, channels[0].Sent.Count);
        Assert.Equal(64, publisher.Summary().Sent);
        Assert.Equal(4, publisher.Summary().Scheduled);
    }

    [Fact]
    public async Task What_is_not_sent_by_the_end_is_not_sent_and_was_due()
    {
        // 10 ms between two, and 25 ms to send to all: three in 75 ms, of eight.
        var publisher = Publisher(Channels(1, sendNs: 25 * Ms), BySends);

        await publisher.FollowAsync(100, 75 * Ms, Phase.Measured);

        var seen = publisher.Summary();
        Assert.Equal((8L, 3L, 3), (seen.Scheduled!.Value, seen.SendLatenessNs!.Count, MessageTimes.Decode(seen.Times!, 1).Count));
        // At 25 and at 50 ms, which were due at 10 and at 20.
        Assert.Equal(30.0 * Ms, seen.SendLatenessNs.Max, 0.001 * 30 * Ms);
    }

    [Fact]
    public async Task To_the_last_is_what_all_sends_take()
    {
        // Three sends of 1 ms, each of which has arrived when it is done.
        var channels = Channels(3, sendNs: 1 * Ms);
        var cell = Cell(3);
        var publisher = new Publisher(channels, BySends, cell, _watchdog, _clock);
        var seen = await new FanOutScenario(publisher, cell, _clock, new CostMeter(runtime: () => default), new AgentOutput(Stream.Null)).RunAsync();

        var together = FanOutFigures.Together(cell, new Observation(seen, [.. channels.Select(channel => channel.Measured())]));

        Assert.Null(seen.WarmUpMissed);
        Assert.Equal(100, together.Initiator.LatencyNs!.Count);
        Assert.Equal(3.0 * Ms, together.Initiator.LatencyNs.P50, 0.001 * 3 * Ms);
        Assert.Equal(3.0 * Ms, together.Initiator.LatencyNs.P99, 0.001 * 3 * Ms);
        Assert.Equal(300, together.Initiator.ForwardNs!.Count);
        Assert.Equal(2.0 * Ms, together.Initiator.ForwardNs.P50, 0.001 * 2 * Ms);
        Assert.Equal(seen.Sent, together.Initiator.Verified.Received);
    }

    [Fact]
    public async Task A_subscriber_that_answers_something_else_is_told()
    {
        var publisher = Publisher([new Channel(_clock, 0) { Answers = false }], BySends);

        await Assert.ThrowsAsync<TransportException>(async () => await publisher.TellAsync(Phase.Begin));
    }

    [Fact]
    public void A_subscriber_keeps_when_each_message_was_sent_and_came()
    {
        var subscriber = new AgentResponder(Cell(1));
        var source = new MessageSource(64);
        var reply = new byte[64];
        void Send(params Phase[] phases) => Array.ForEach(phases, phase => subscriber.Respond(source.Next(Wants.Nothing, phase).Span, reply));

        Send(Phase.WarmUp, Phase.Begin, Phase.Measured, Phase.End);
        Assert.True(subscriber.Ended.IsCompleted);
        Send(Phase.Begin, Phase.Measured, Phase.Measured);
        Assert.False(subscriber.Ended.IsCompleted);
        Send(Phase.End);

        var times = MessageTimes.Decode(subscriber.Summary().Times!, 2);
        Assert.Equal(4, times.Count);
        Assert.Equal(times.Order(), times);
        Assert.True(subscriber.Ended.IsCompleted);
    }

    private static Cell Cell(int subscribers) => new()
    {
        Transport = "known",
        Scenario = Scenario.FanOut,
        Subscribers = subscribers,
        OfferedRate = 100,
        Timing = new Timing { WindowMs = 50, MinWindows = 20, MaxWindows = 20 },
    };

    private Publisher Publisher(IReadOnlyList<Channel> channels, Traits traits, int? subscribers = null) =>
        new(channels, traits, Cell(subscribers ?? channels.Count), _watchdog, _clock);

    private Channel[] Channels(int number, long sendNs) => [.. Enumerable.Range(0, number).Select(_ => new Channel(_clock, sendNs))];

    /// <summary>A channel and its subscriber: a message has arrived when it is sent, which takes its time.</summary>
    private sealed class Channel(VirtualClock clock, long sendNs) : IInitiator
    {
        private long _received;

        public bool Answers { get; init; } = true;

        public long StartNs { get; } = clock.NowNs;

        public List<(MessageHeader Header, long AtNs)> Sent { get; } = [];

        public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public Measurement Measured() => new()
        {
            Times = MessageTimes.Encode(
                [.. Sent.Where(sent => sent.Header.Phase == Phase.Measured).SelectMany(sent => new[] { sent.Header.TimeNs, sent.AtNs })], 2),
            Verified = new Verified { Received = _received },
        };

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            _received++;
            MessageHeader.TryRead(request.Span, out var header);
            var word = header with { TimeNs = header.Phase == Phase.Sample ? 0 : clock.NowNs, Sequence = Answers ? header.Sequence : -1 };
            word.Seal(reply.Span[..AcknowledgementBytes]);
            return new(AcknowledgementBytes);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            _received++;
            clock.NowNs += sendNs;
            MessageHeader.TryRead(message.Span, out var header);
            Sent.Add((header, clock.NowNs));
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
