using System.Buffers;
using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace InterContainer.Transports.Broker;

/// <summary>
/// RabbitMQ over AMQP 0-9-1: persistent messages to a durable queue, confirmed to their sender; a responder acknowledges each once it has answered. Replies go
/// by direct reply-to, for which the broker has no queue. To all, messages go through a fanout exchange into a queue of each.
/// </summary>
internal sealed class RabbitMq : ITransport
{
    private const string Classic = "classic";
    private const string Quorum = "quorum";

    // https://www.rabbitmq.com/docs/direct-reply-to
    private const string DirectReplyTo = "amq.rabbitmq.reply-to";

    private static readonly TransportOption Queue = TransportOption.OneOf("queue", Classic, Quorum);

    // Without a limit, the first of several responders would be handed all there is. 100 to 300 are what the broker's own documentation advises.
    private static readonly TransportOption Prefetch = TransportOption.WholeNumber("prefetch", 100, 1, ushort.MaxValue);

    private static readonly TransportOption Mode =
        TransportOption.OneOf(RuntimeMode.OptionName, RuntimeMode.Async, RuntimeMode.SingleThread, RuntimeMode.Inline);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "rabbitmq",
        Family = Family.Broker,
        Summary = "RabbitMQ over AMQP 0-9-1: a durable queue, publisher confirms, manual acknowledgement, direct reply-to",
        Needs = Needs.None,
        Service = new ServiceNeed(RabbitServer.Service),
        Delivery = Delivery.AtLeastOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = true,
        Options = [Queue, Unconfirmed.Option, Prefetch, Mode],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var loops = new ServingLoops();
        var link = await RabbitLink.OpenAsync(endpoints.AddressOf(RabbitServer.Service), isConfirmed: false, loops.Fail, cancellationToken);
        try
        {
            var server = new Server(link, loops, endpoints, responder);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch (Exception e)
        {
            await link.DisposeAsync();
            if (RabbitLink.IsOurs(e, cancellationToken))
                throw link.Told(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var pending = new PendingReplies(endpoints.InFlight, isOrdered: false);
        var link = await RabbitLink.OpenAsync(endpoints.AddressOf(RabbitServer.Service), isConfirmed: true, pending.Break, cancellationToken);
        try
        {
            if (endpoints.IsBroadcast)
                await link.Channel.ExchangeDeclarePassiveAsync(endpoints.Channel, cancellationToken);
            else
                await link.Channel.QueueDeclarePassiveAsync(endpoints.Channel, cancellationToken);
            var initiator = new Initiator(Traits, link, endpoints, pending);
            await link.Channel.BasicConsumeAsync(DirectReplyTo, autoAck: true, initiator.Replies, cancellationToken);
            return initiator;
        }
        catch (Exception e)
        {
            await link.DisposeAsync();
            if (e is OperationInterruptedException { ShutdownReason.ReplyCode: Constants.NotFound })
                throw new TransportException($"No responder serves channel '{endpoints.Channel}' at the RabbitMQ broker.", e);
            if (RabbitLink.IsOurs(e, cancellationToken))
                throw link.Told(e);
            throw;
        }
    }

    private sealed class Server(RabbitLink link, ServingLoops loops, PairEndpoints endpoints, IResponder responder) : IServing
    {
        private readonly string _queue = endpoints.IsBroadcast
            ? string.Create(CultureInfo.InvariantCulture, $"{endpoints.Channel}.{endpoints.ResponderIndex}")
            : endpoints.Channel;

        private string _consumer = "";

        private bool MakesWhatAllShare => endpoints.ResponderIndex == 0;

        public Task Serving => loops.Failure;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var channel = link.Channel;
            if (MakesWhatAllShare && endpoints.IsBroadcast)
                await channel.ExchangeDeclareAsync(
                    endpoints.Channel, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            if (MakesWhatAllShare || endpoints.IsBroadcast)
            {
                if (!endpoints.RecoversState)
                    await channel.QueueDeleteAsync(_queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
                await channel.QueueDeclareAsync(
                    _queue, durable: true, exclusive: false, autoDelete: false,
                    new Dictionary<string, object?> { ["x-queue-type"] = endpoints.Options[Queue.Name] }, cancellationToken: cancellationToken);
            }

            if (endpoints.IsBroadcast)
                await channel.QueueBindAsync(_queue, endpoints.Channel, routingKey: "", cancellationToken: cancellationToken);
            await channel.BasicQosAsync(0, (ushort)endpoints.WholeNumber(Prefetch.Name), global: false, cancellationToken);
            _consumer = await channel.BasicConsumeAsync(_queue, autoAck: false, new Requests(link, loops, responder), cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                link.ThrowIfLost();
                await link.Channel.BasicCancelAsync(_consumer);
                if (MakesWhatAllShare || endpoints.IsBroadcast)
                    await link.Channel.QueueDeleteAsync(_queue, ifUnused: false, ifEmpty: false);
                if (MakesWhatAllShare && endpoints.IsBroadcast)
                    await link.Channel.ExchangeDeleteAsync(endpoints.Channel);
            }
            catch (Exception e) when (e is RabbitMQClientException)
            {
                throw link.Told(e);
            }
            finally
            {
                await link.DisposeAsync();
            }
        }
    }

    /// <summary>Called for one message at a time.</summary>
    private sealed class Requests(RabbitLink link, ServingLoops loops, IResponder responder) : AsyncDefaultBasicConsumer(link.Channel)
    {
        private readonly BasicProperties _properties = new();
        private byte[] _reply = new byte[1024];

        public override async Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            try
            {
                if (_reply.Length < body.Length)
                    _reply = new byte[body.Length];
                var length = responder.Respond(body.Span, _reply);
                if (length != IResponder.NoReply && properties.ReplyTo is { } initiator)
                {
                    _properties.CorrelationId = properties.CorrelationId;
                    await Channel.BasicPublishAsync("", initiator, mandatory: false, _properties, _reply.AsMemory(0, length), CancellationToken.None);
                }

                await Channel.BasicAckAsync(deliveryTag, multiple: false, CancellationToken.None);
            }
            catch (Exception e)
            {
                // The library keeps it to itself.
                loops.Fail(e is RabbitMQClientException ? link.Told(e) : e);
            }
        }

        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            loops.Fail(new TransportException("The RabbitMQ broker ended the responder's subscription: its queue was deleted."));
            return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
        }
    }

    private sealed class Initiator : IInitiator
    {
        private readonly Traits _traits;
        private readonly RabbitLink _link;
        private readonly PendingReplies _pending;
        private readonly Unconfirmed _unconfirmed;
        private readonly string _exchange;
        private readonly string _routingKey;
        private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;

        public Initiator(Traits traits, RabbitLink link, PairEndpoints endpoints, PendingReplies pending)
        {
            (_traits, _link, _pending) = (traits, link, pending);
            (_exchange, _routingKey) = endpoints.IsBroadcast ? (endpoints.Channel, "") : ("", endpoints.Channel);
            var inflight = endpoints.WholeNumber(Unconfirmed.Option.Name);
            _unconfirmed = new Unconfirmed(RabbitServer.Service.Title, inflight, pending.Break);
            Replies = new ReplyConsumer(link.Channel, pending);
            // A classic queue is written before the broker confirms, and not synced; a quorum queue's log is: rabbit_classic_queue_store_v2.erl and
            // ra_log_wal.erl.
            var durability = endpoints.Options[Queue.Name] == Quorum ? Durability.Disk : Durability.PageCache;
            _settings = new(() => new Dictionary<string, string>(link.Settings(durability))
            {
                [Unconfirmed.Option.Name] = inflight.ToString(CultureInfo.InvariantCulture),
                ["amqp.deliveryMode"] = "persistent",
            });
        }

        public IAsyncBasicConsumer Replies { get; }

        public IReadOnlyDictionary<string, string> Settings => _settings.Value;

        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            _traits.CheckPayload(request.Length);
            var (number, replied) = _pending.Begin(reply);
            await using var cancelling = cancellationToken.UnsafeRegister(
                _ => _pending.GiveUp(number, new OperationCanceledException(cancellationToken)), null);
            try
            {
                // The exchange ends with its reply, which may come before the confirmation.
                await BeginAsync(
                    request,
                    new BasicProperties
                    {
                        Persistent = true,
                        ReplyTo = DirectReplyTo,
                        CorrelationId = number.ToString(CultureInfo.InvariantCulture),
                    },
                    cancellationToken);
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
            await BeginAsync(message, new BasicProperties { Persistent = true }, cancellationToken);
            await _unconfirmed.RoomAsync(cancellationToken);
        }

        /// <exception cref="TransportException">A message was not confirmed.</exception>
        public async ValueTask DisposeAsync()
        {
            try
            {
                await _unconfirmed.DisposeAsync();
            }
            finally
            {
                await _link.DisposeAsync();
            }
        }

        private async ValueTask BeginAsync(ReadOnlyMemory<byte> message, BasicProperties properties, CancellationToken cancellationToken)
        {
            await _unconfirmed.TakeAsync(cancellationToken);
            // The caller has its own back before the library has copied it.
            var copy = ArrayPool<byte>.Shared.Rent(message.Length);
            message.CopyTo(copy);
            _unconfirmed.FreeAfter(PublishAsync(copy.AsMemory(0, message.Length), properties), copy);
        }

        private async ValueTask PublishAsync(ReadOnlyMemory<byte> message, BasicProperties properties)
        {
            try
            {
                _link.ThrowIfLost();
                // It ends by confirmation or with the connection, not with the call that began it.
                await _link.Channel.BasicPublishAsync(_exchange, _routingKey, mandatory: true, properties, message, CancellationToken.None);
            }
            catch (Exception e) when (e is not TransportException)
            {
                throw _link.Told(e);
            }
        }
    }

    private sealed class ReplyConsumer(IChannel channel, PendingReplies pending) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            if (long.TryParse(properties.CorrelationId, CultureInfo.InvariantCulture, out var number))
                pending.Complete(number, body.Span);
            return Task.CompletedTask;
        }
    }
}
