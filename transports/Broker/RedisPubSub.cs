using System.Buffers.Binary;

namespace InterContainer.Transports.Broker;

/// <summary>
/// A channel of requests, and a channel of replies for each initiator. The server keeps nothing: a message goes to those that have subscribed, and waits in
/// memory for one that is slow. Both ends publish and are subscribed on one connection, as RESP3 allows.
/// </summary>
internal sealed class RedisPubSub : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "redis-pubsub",
        Family = Family.Broker,
        Summary = "publish and subscribe through Redis: to those that listen, never kept",
        Needs = Needs.None,
        Service = new ServiceNeed(RedisServer.Service),
        Delivery = Delivery.AtMostOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = false,
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        RedisResponder.ServeAsync(
        endpoints,
        _ => { },
        (connection, _) =>
        {
            RedisEnds.Subscribe(connection, RedisEnds.Requests(endpoints));
            return () => Answer(connection, RedisAnswers.By(connection, endpoints, responder, "PUBLISH"));
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var id = RedisEnds.NewId();
        var (connection, server) = await RedisEnds.ConnectToServedAsync(endpoints, cancellationToken);
        await RedisEnds.AskAsync(
            connection,
            () =>
            {
                RedisEnds.Subscribe(connection, RedisEnds.Replies(endpoints, id));
                return true;
            },
            cancellationToken);
        // One thread receives, and others send.
        connection.FlushesBeforeWaiting = false;
        return new Initiator(Traits, endpoints, id, connection, RedisEnds.Settings(endpoints, connection, server, keeps: false));
    }

    private static void Answer(RespConnection connection, RedisAnswers answers)
    {
        while (true)
        {
            if (TryReceive(connection, out var request))
                answers.Answer(request);
        }
    }

    /// <summary>Reads the next message; or else the answer to what was published here, which says how many it went to.</summary>
    private static bool TryReceive(RespConnection connection, out ReadOnlySpan<byte> message)
    {
        connection.Wait(RespConnection.MessageBytes);
        message = default;
        if (connection.Next().Type != RespType.Push)
            return false;
        // Its kind, the channel, and the message.
        connection.NextString();
        connection.NextString();
        message = connection.NextString();
        return true;
    }

    private sealed class Initiator : ConcurrentInitiator
    {
        private readonly RespConnection _connection;
        private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;
        private readonly byte[] _publish;
        private readonly byte[] _envelope;

        public Initiator(
            Traits traits, PairEndpoints endpoints, string id, RespConnection connection, Lazy<IReadOnlyDictionary<string, string>> settings)
            : base(traits, new PendingReplies(endpoints.InFlight, isOrdered: false))
        {
            (_connection, _settings) = (connection, settings);
            _publish = RespConnection.Encode(3, "PUBLISH", RedisEnds.Requests(endpoints));
            _envelope = RedisEnds.Envelope(id);
            BeginReceiving();
        }

        public override IReadOnlyDictionary<string, string> Settings => _settings.Value;

        protected override void Interrupt() => _connection.Interrupt();

        protected override ValueTask CloseAsync()
        {
            _connection.Dispose();
            return default;
        }

        protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RedisEnds.SetNumber(_envelope, number ?? RedisEnds.NoNumber);
            _connection.Append(_publish);
            _connection.AppendArgument(_envelope, message.Span);
            _connection.Flush();
            return default;
        }

        protected override TransportException? Gone(Exception cause) => RedisEnds.IsFailure(cause) ? RedisEnds.Gone(cause) : null;

        protected override Task ReceiveAsync(CancellationToken stop)
        {
            while (true)
            {
                if (TryReceive(_connection, out var reply))
                    Pending.Complete(BinaryPrimitives.ReadInt64LittleEndian(reply), reply[RedisEnds.NumberBytes..]);
            }
        }
    }
}
