using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace InterContainer.Transports.Broker;

/// <summary>
/// NATS JetStream: a request is stored in a stream on files and acknowledged to its sender; a durable consumer hands it to one responder, which acknowledges it
/// once it has answered, and the stream forgets it. Replies go over core NATS to the initiator, which is gone where they could not arrive.
/// </summary>
internal sealed class NatsJetStream : ITransport
{
    // JetStream's own subject of acknowledgement takes the place of the reply's.
    private const string ReplyTo = "Reply-To";

    private const int NotFound = 404;

    private static readonly TransportOption Sync = TransportOption.OneOf("sync", "interval", NatsServer.SyncAlways);

    private readonly Traits _synced;

    /// <summary>As the catalogue makes it.</summary>
    public NatsJetStream() => _synced = Traits with { Service = new ServiceNeed(NatsServer.Synced) };

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "nats-jetstream",
        Family = Family.Broker,
        Summary = "NATS JetStream: stored in a stream on files, acknowledged both ways, handed over by a durable consumer",
        Needs = Needs.None,
        Service = new ServiceNeed(NatsServer.Service),
        Delivery = Delivery.AtLeastOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = true,
        // A record of the server's files, which has the subject and the header as well, has at most 32 MiB: rlBadThresh in filestore.go. It does not read a
        // larger one again.
        MaxPayloadBytes = 32 * 1024 * 1024 - 1024,
        Options = [Unconfirmed.Option, Sync, NatsLink.Mode],
    };

    /// <inheritdoc/>
    public Traits TraitsWith(IReadOnlyDictionary<string, string> options) => options[Sync.Name] == NatsServer.SyncAlways ? _synced : Traits;

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var loops = new ServingLoops();
        var link = await NatsLink.OpenAsync(endpoints, loops.Fail, cancellationToken);
        try
        {
            var streams = new NatsJSContext(link.Connection);
            if (endpoints.ResponderIndex == 0)
                await MakeStreamAsync(streams, endpoints, cancellationToken);
            var name = endpoints.IsBroadcast ? string.Create(CultureInfo.InvariantCulture, $"responder_{endpoints.ResponderIndex}") : "responder";
            var consumer = await streams.CreateOrUpdateConsumerAsync(endpoints.Channel, new ConsumerConfig(name), cancellationToken);
            return new Server(link, loops, consumer, responder, endpoints.ResponderIndex == 0 ? () => streams.DeleteStreamAsync(endpoints.Channel) : null);
        }
        catch (Exception e)
        {
            await link.DisposeAsync();
            if (NatsLink.IsOurs(e, cancellationToken))
                throw link.Told(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var pending = new PendingReplies(endpoints.InFlight, isOrdered: false);
        var link = await NatsLink.OpenAsync(endpoints, pending.Break, cancellationToken);
        try
        {
            var streams = new NatsJSContext(link.Connection);
            await streams.GetStreamAsync(endpoints.Channel, cancellationToken: cancellationToken);
            var replies = new NatsReplies(link.Connection, endpoints.Channel, pending);
            await link.SubscribeAsync(replies, cancellationToken);
            return new Initiator(Traits, link, streams, endpoints, pending, replies);
        }
        catch (Exception e)
        {
            await link.DisposeAsync();
            if (e is NatsJSApiException { Error.Code: NotFound })
                throw new TransportException($"No responder serves channel '{endpoints.Channel}' at the NATS server.", e);
            if (NatsLink.IsOurs(e, cancellationToken))
                throw link.Told(e);
            throw;
        }
    }

    private static string Requests(PairEndpoints endpoints) => $"{endpoints.Channel}.request";

    private static async Task MakeStreamAsync(NatsJSContext streams, PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        if (!endpoints.RecoversState)
        {
            try
            {
                await streams.DeleteStreamAsync(endpoints.Channel, cancellationToken);
            }
            catch (NatsJSApiException e) when (e.Error.Code == NotFound)
            {
                // Nobody left one.
            }
        }

        await streams.CreateOrUpdateStreamAsync(
            new StreamConfig(endpoints.Channel, [Requests(endpoints)])
            {
                Storage = StreamConfigStorage.File,
                // A message goes when the one consumer has acknowledged it, or when all have.
                Retention = endpoints.IsBroadcast ? StreamConfigRetention.Interest : StreamConfigRetention.Workqueue,
            },
            cancellationToken);
    }

    private sealed class Server : IServing
    {
        private readonly NatsLink _link;
        private readonly ServingLoops _loops;
        private readonly IResponder _responder;
        private readonly Func<ValueTask<bool>>? _deleteStream;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _answering;
        private byte[] _reply = new byte[1024];

        public Server(NatsLink link, ServingLoops loops, INatsJSConsumer consumer, IResponder responder, Func<ValueTask<bool>>? deleteStream)
        {
            (_link, _loops, _responder, _deleteStream) = (link, loops, responder, deleteStream);
            _answering = loops.Watch(AnswerAsync(consumer));
        }

        public Task Serving => _loops.Failure;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            try
            {
                await _answering;
                _link.ThrowIfLost();
                if (_deleteStream is not null)
                    await _deleteStream();
            }
            catch (NatsException e)
            {
                throw _link.Told(e);
            }
            finally
            {
                await _link.DisposeAsync();
                _stop.Dispose();
            }
        }

        private async Task AnswerAsync(INatsJSConsumer consumer)
        {
            try
            {
                await foreach (var message in consumer.ConsumeAsync<NatsMemoryOwner<byte>>(cancellationToken: _stop.Token))
                    await AnswerAsync(message);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Serving ends.
            }
            catch (Exception e) when (e is NatsException or OperationCanceledException or ObjectDisposedException)
            {
                throw _link.Told(e);
            }
        }

        private async ValueTask AnswerAsync(INatsJSMsg<NatsMemoryOwner<byte>> message)
        {
            using var payload = message.Data;
            if (_reply.Length < payload.Length)
                _reply = new byte[payload.Length];
            var length = _responder.Respond(payload.Span, _reply);
            if (length != IResponder.NoReply && message.Headers?.TryGetLastValue(ReplyTo, out var initiator) == true)
                await _link.PublishAsync(initiator, _reply.AsMemory(0, length), replyTo: null, CancellationToken.None);
            await message.AckAsync(cancellationToken: CancellationToken.None);
        }
    }

    private sealed class Initiator : IInitiator
    {
        private readonly Traits _traits;
        private readonly NatsLink _link;
        private readonly NatsJSContext _streams;
        private readonly PendingReplies _pending;
        private readonly NatsReplies _replies;
        private readonly Unconfirmed _unconfirmed;
        private readonly string _requests;
        private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;

        public Initiator(
            Traits traits, NatsLink link, NatsJSContext streams, PairEndpoints endpoints, PendingReplies pending, NatsReplies replies)
        {
            (_traits, _link, _streams, _pending, _replies) = (traits, link, streams, pending, replies);
            var inflight = endpoints.WholeNumber(Unconfirmed.Option.Name);
            _unconfirmed = new Unconfirmed(NatsServer.Service.Title, inflight, pending.Break);
            _requests = Requests(endpoints);
            var isSynced = endpoints.Options[Sync.Name] == NatsServer.SyncAlways;
            _settings = new(() => new Dictionary<string, string>(link.Settings(isSynced ? Durability.Disk : Durability.PageCache))
            {
                [Unconfirmed.Option.Name] = inflight.ToString(CultureInfo.InvariantCulture),
            });
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
                // The exchange ends with its reply, which may come before the acknowledgement.
                await StoreAsync(request, new NatsHeaders { [ReplyTo] = _replies.SubjectOf(number) }, cancellationToken);
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
            await StoreAsync(message, headers: null, cancellationToken);
            await _unconfirmed.RoomAsync(cancellationToken);
        }

        /// <exception cref="TransportException">A message was not acknowledged.</exception>
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

        private async ValueTask StoreAsync(ReadOnlyMemory<byte> message, NatsHeaders? headers, CancellationToken cancellationToken)
        {
            await _unconfirmed.TakeAsync(cancellationToken);
            // It ends by acknowledgement or with the connection, not with the call that began it. The library has copied the message when it first waits.
            _unconfirmed.FreeAfter(PublishAsync(message, headers), rented: null);
        }

        private async ValueTask PublishAsync(ReadOnlyMemory<byte> message, NatsHeaders? headers)
        {
            try
            {
                _link.ThrowIfLost();
                var stored = await _streams.PublishAsync(_requests, message, NatsRawSerializer<ReadOnlyMemory<byte>>.Default, headers: headers);
                if (stored.Error is { } error)
                    throw new TransportException($"The NATS server did not store a message: {error.Description}");
            }
            catch (Exception e) when (e is not TransportException)
            {
                throw _link.Told(e);
            }
        }
    }
}
