using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace InterContainer.Transports.Broker;

/// <summary>
/// Apache Kafka: requests go to a topic that responders read as a consumer group, and replies to a topic of each initiator. Kafka acknowledges a message when
/// every replica in sync has it in its page cache, and leaves it to the kernel when that is written; with <c>sync=always</c> the topic is flushed
/// (<c>flush.messages=1</c>) before each acknowledgement. A responder has answered before what it read counts as read, which it commits every 5 s: after its
/// death the next one reads what came since.
/// </summary>
internal sealed class Kafka : ITransport
{
    private const string ReplyTo = "reply-to";
    private const string Number = "number";

    private static readonly TransportOption Sync = TransportOption.OneOf("sync", "interval", "always");

    // The library's own 5 ms, in which a message waits for others to go along with, would be part of each way of an exchange.
    private static readonly TransportOption Linger = TransportOption.Duration("linger", "0ms", TimeSpan.FromSeconds(1));

    private readonly Func<IAdminClient, IKafkaTopics> _topicsOf;

    /// <summary>As the catalogue makes it.</summary>
    public Kafka()
        : this(admin => new KafkaTopics(admin))
    {
    }

    /// <summary>With another way to make topics.</summary>
    internal Kafka(Func<IAdminClient, IKafkaTopics> topicsOf) => _topicsOf = topicsOf;

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "kafka",
        Family = Family.Broker,
        Summary = "Apache Kafka: a topic that a consumer group reads, acknowledged by all replicas; not run against a real broker",
        Unverified = "not run against a real broker",
        Needs = Needs.None,
        Service = new ServiceNeed(KafkaServer.Service),
        Delivery = Delivery.AtLeastOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = true,
        MaxPayloadBytes = KafkaLink.LargestMessage,
        Options = [Unconfirmed.Option, Linger, Sync],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var loops = new ServingLoops();
        var link = await OpenAsync(endpoints, loops.Fail, cancellationToken);
        try
        {
            var server = new Server(link, loops, endpoints, responder);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch (Exception e)
        {
            await link.DisposeAsync();
            if (KafkaLink.IsOurs(e, cancellationToken))
                throw link.Told(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var pending = new PendingReplies(endpoints.InFlight, isOrdered: false);
        var link = await OpenAsync(endpoints, pending.Break, cancellationToken);
        try
        {
            if (!await link.HasAsync(Requests(endpoints)))
                throw new TransportException($"No responder serves channel '{endpoints.Channel}' at the Kafka broker.");
            var replies = $"{endpoints.Channel}.reply.{Guid.NewGuid():N}";
            await link.Topics.MakeAsync(replies, partitions: 1, isSynced: false, cancellationToken);
            await link.AwaitAsync(replies, isThere: true, cancellationToken);
            var durability = await link.Topics.DurabilityAsync(Requests(endpoints), cancellationToken);
            return new Initiator(Traits, link, endpoints, pending, replies, durability);
        }
        catch (Exception e)
        {
            await link.DisposeAsync();
            if (KafkaLink.IsOurs(e, cancellationToken))
                throw link.Told(e);
            throw;
        }
    }

    private Task<KafkaLink> OpenAsync(PairEndpoints endpoints, Action<Exception> tellLost, CancellationToken cancellationToken) =>
        KafkaLink.OpenAsync(endpoints.AddressOf(KafkaServer.Service), endpoints.Duration(Linger.Name), _topicsOf, tellLost, cancellationToken);

    private static string Requests(PairEndpoints endpoints) => $"{endpoints.Channel}.request";

    private sealed class Server(KafkaLink link, ServingLoops loops, PairEndpoints endpoints, IResponder responder) : IServing
    {
        private readonly string _requests = Requests(endpoints);
        private byte[] _reply = new byte[1024];

        public Task Serving => loops.Failure;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            if (endpoints.ResponderIndex == 0)
                await MakeTopicAsync(cancellationToken);
            await link.AwaitAsync(_requests, isThere: true, cancellationToken);
            var index = endpoints.ResponderIndex.ToString(CultureInfo.InvariantCulture);
            var config = new ConsumerConfig
            {
                GroupId = endpoints.IsBroadcast ? $"{endpoints.Channel}.{index}" : endpoints.Channel,
                // A member of that name takes the place of one that died. Else the group would wait for it.
                GroupInstanceId = index,
                // The least that a broker grants by default: others take over what a member that died has read.
                SessionTimeoutMs = 6000,
                HeartbeatIntervalMs = 2000,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                EnableAutoOffsetStore = false,
            };
            await link.Consume(config, consumer => consumer.Subscribe(_requests), Answer).WaitAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                await link.StopConsumingAsync();
                link.ThrowIfLost();
                if (endpoints.ResponderIndex == 0)
                    await link.Topics.RemoveAsync(_requests, CancellationToken.None);
            }
            catch (KafkaException e)
            {
                throw link.Told(e);
            }
            finally
            {
                await link.DisposeAsync();
            }
        }

        private async Task MakeTopicAsync(CancellationToken cancellationToken)
        {
            if (!endpoints.RecoversState && await link.HasAsync(_requests))
            {
                await link.Topics.RemoveAsync(_requests, cancellationToken);
                await link.AwaitAsync(_requests, isThere: false, cancellationToken);
            }

            // A partition is read by one member of a group.
            var partitions = endpoints.IsBroadcast ? 1 : endpoints.Responders;
            await link.Topics.MakeAsync(_requests, partitions, endpoints.Options[Sync.Name] == "always", cancellationToken);
        }

        private void Answer(IConsumer<Ignore, byte[]> consumer, ConsumeResult<Ignore, byte[]> request)
        {
            var message = request.Message.Value ?? [];
            if (_reply.Length < message.Length)
                _reply = new byte[message.Length];
            var length = responder.Respond(message, _reply);
            if (length != IResponder.NoReply && request.Message.Headers.TryGetLastBytes(ReplyTo, out var replies)
                && request.Message.Headers.TryGetLastBytes(Number, out var number))
            {
                link.Produce(
                    Encoding.UTF8.GetString(replies),
                    new Message<Null, byte[]> { Value = _reply.AsSpan(0, length).ToArray(), Headers = new Headers { { Number, number } } },
                    Answered);
            }

            consumer.StoreOffset(request);
        }

        private void Answered(DeliveryReport<Null, byte[]> report)
        {
            // An initiator that is gone has removed its topic.
            if (report.Error is { IsError: true, Code: not (ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition) })
                loops.Fail(link.Told(new KafkaException(report.Error)));
        }
    }

    private sealed class Initiator : IInitiator
    {
        private readonly Traits _traits;
        private readonly KafkaLink _link;
        private readonly PendingReplies _pending;
        private readonly Unconfirmed _unconfirmed;
        private readonly string _requests;
        private readonly string _replies;
        private readonly byte[] _replyTo;
        private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;

        public Initiator(Traits traits, KafkaLink link, PairEndpoints endpoints, PendingReplies pending, string replies, string durability)
        {
            (_traits, _link, _pending, _requests, _replies, _replyTo) =
                (traits, link, pending, Requests(endpoints), replies, Encoding.UTF8.GetBytes(replies));
            var inflight = endpoints.WholeNumber(Unconfirmed.Option.Name);
            _unconfirmed = new Unconfirmed(KafkaServer.Service.Title, inflight, pending.Break);
            _settings = new(() => new Dictionary<string, string>(link.Settings(durability))
            {
                [Unconfirmed.Option.Name] = inflight.ToString(CultureInfo.InvariantCulture),
                [Linger.Name] = endpoints.Options[Linger.Name],
            });
            // It reads a partition of its own, and is in no group; the library asks for the name of one.
            _ = link.Consume(
                new ConsumerConfig { GroupId = replies, EnableAutoCommit = false },
                consumer => consumer.Assign(new TopicPartitionOffset(replies, 0, 0)),
                (_, reply) => Take(reply));
        }

        public IReadOnlyDictionary<string, string> Settings => _settings.Value;

        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            _traits.CheckPayload(request.Length);
            var (number, replied) = _pending.Begin(reply);
            await using var cancelling = cancellationToken.UnsafeRegister(
                _ => _pending.GiveUp(number, new OperationCanceledException(cancellationToken)), null);
            try
            {
                var bytes = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64BigEndian(bytes, number);
                // The exchange ends with its reply, which may come before the acknowledgement.
                await BeginAsync(request, new Headers { { ReplyTo, _replyTo }, { Number, bytes } }, cancellationToken);
            }
            catch (Exception e)
            {
                _pending.GiveUp(number, e);
            }

            return await replied;
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            _traits.CheckPayload(message.Length);
            await BeginAsync(message, headers: null, cancellationToken);
            await _unconfirmed.RoomAsync(cancellationToken);
        }

        /// <exception cref="TransportException">A message was not acknowledged.</exception>
        public async ValueTask DisposeAsync()
        {
            try
            {
                await _unconfirmed.DisposeAsync();
                await _link.StopConsumingAsync();
                if (!_link.IsLost)
                    await _link.Topics.RemoveAsync(_replies, CancellationToken.None);
            }
            catch (KafkaException e)
            {
                throw _link.Told(e);
            }
            finally
            {
                await _link.DisposeAsync();
            }
        }

        private async ValueTask BeginAsync(ReadOnlyMemory<byte> message, Headers? headers, CancellationToken cancellationToken)
        {
            await _unconfirmed.TakeAsync(cancellationToken);
            // It ends by acknowledgement or with the connection, not with the call that began it.
            _unconfirmed.FreeAfter(
                new ValueTask(_link.ProduceAsync(_requests, new Message<Null, byte[]> { Value = message.ToArray(), Headers = headers })), rented: null);
        }

        private void Take(ConsumeResult<Ignore, byte[]> reply)
        {
            if (reply.Message.Headers.TryGetLastBytes(Number, out var number) && number.Length == sizeof(long))
                _pending.Complete(BinaryPrimitives.ReadInt64BigEndian(number), reply.Message.Value ?? []);
        }
    }
}
