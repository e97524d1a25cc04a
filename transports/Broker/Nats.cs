using System.Buffers;
using System.Threading.Channels;
using NATS.Client.Core;

namespace InterContainer.Transports.Broker;

/// <summary>
/// Core NATS: a request is published with the subject of its reply, and the server hands it to one responder, or to all. Nothing is stored and nothing
/// acknowledged. What arrives for a responder that is busy is queued, as the library does, and what exceeds that queue is dropped.
/// </summary>
internal sealed class Nats : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "nats",
        Family = Family.Broker,
        Summary = "core NATS through its server: request/reply and publish, handed over, never stored or acknowledged",
        Needs = Needs.None,
        Service = new ServiceNeed(NatsServer.Service),
        Delivery = Delivery.AtMostOnce,
        OverloadBehaviour = OverloadBehaviour.Drop,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        ConnectsBeforeServing = true,
        SurvivesServiceRestart = false,
        Options = [NatsLink.Mode],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var loops = new ServingLoops();
        var link = await NatsLink.OpenAsync(endpoints, loops.Fail, cancellationToken);
        try
        {
            var server = new Server(link, loops, Requests(endpoints), endpoints.Responders > 1 ? endpoints.Channel : null, responder);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await link.DisposeAsync();
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
            var replies = new NatsReplies(link.Connection, endpoints.Channel, pending);
            await link.SubscribeAsync(replies, cancellationToken);
            return new Initiator(Traits, link, pending, replies, Requests(endpoints));
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    private static string Requests(PairEndpoints endpoints) => $"{endpoints.Channel}.request";

    private sealed class Server(NatsLink link, ServingLoops loops, string requests, string? queueGroup, IResponder responder) : IServing
    {
        private readonly NatsRequests _requests = new(link, requests, queueGroup, responder, loops);

        public Task Serving => loops.Failure;

        public Task StartAsync(CancellationToken cancellationToken) => link.SubscribeAsync(_requests, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await _requests.StopAsync();
            }
            finally
            {
                await link.DisposeAsync();
            }
        }
    }

    private sealed class Initiator(Traits traits, NatsLink link, PendingReplies pending, NatsReplies replies, string requests) : IInitiator
    {
        private readonly Lazy<IReadOnlyDictionary<string, string>> _settings = new(() => link.Settings(Durability.None));

        public IReadOnlyDictionary<string, string> Settings => _settings.Value;

        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            traits.CheckPayload(request.Length);
            var (number, replied) = pending.Begin(reply);
            await using var cancelling = cancellationToken.UnsafeRegister(_ => pending.GiveUp(number, new OperationCanceledException(cancellationToken)), null);
            try
            {
                await link.PublishAsync(requests, request, replies.SubjectOf(number), cancellationToken);
            }
            catch (Exception e)
            {
                pending.GiveUp(number, e);
            }

            return await replied;
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            traits.CheckPayload(message.Length);
            return link.PublishAsync(requests, message, replyTo: null, cancellationToken);
        }

        public ValueTask DisposeAsync() => link.DisposeAsync();
    }
}

/// <summary>
/// What is asked of one responder. The thread that reads the connection answers a request itself, unless messages wait that came before. A message without
/// reply waits in a queue, so that the server need not keep what a busy responder has not taken: it hangs up when that is too much.
/// </summary>
internal sealed class NatsRequests : NatsSubBase
{
    // As many as the library keeps for a subscription of its own.
    private const int MostQueued = 1024;

    private readonly NatsLink _link;
    private readonly IResponder _responder;
    private readonly ServingLoops _loops;
    private readonly Channel<Queued> _queue = Channel.CreateBounded<Queued>(new BoundedChannelOptions(MostQueued) { SingleReader = true, SingleWriter = true });
    private readonly Task _answering;
    private byte[] _reply = new byte[1024];
    private byte[] _flat = [];
    private int _unanswered;

    public NatsRequests(NatsLink link, string subject, string? queueGroup, IResponder responder, ServingLoops loops)
        : base(link.Connection, link.Connection.SubscriptionManager, subject, queueGroup, opts: null)
    {
        (_link, _responder, _loops) = (link, responder, loops);
        _answering = loops.Watch(AnswerQueuedAsync());
    }

    /// <summary>Answers what has come already, and nothing more.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        return _answering;
    }

    /// <inheritdoc/>
    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        // Only this method queues, so that nothing waits goes on being true.
        if (replyTo is not null && Volatile.Read(ref _unanswered) == 0)
            return AnswerNowAsync(payloadBuffer, replyTo);

        var queued = Queued.Copy(payloadBuffer, replyTo);
        Interlocked.Increment(ref _unanswered);
        if (!_queue.Writer.TryWrite(queued))
            Done(queued);
        return default;
    }

    /// <inheritdoc/>
    protected override void TryComplete() => _queue.Writer.TryComplete();

    private async ValueTask AnswerNowAsync(ReadOnlySequence<byte> payload, string replyTo)
    {
        try
        {
            await AnswerAsync(Flat(payload), replyTo);
        }
        catch (Exception e)
        {
            // The library would only log it.
            _loops.Fail(e);
        }
    }

    private async Task AnswerQueuedAsync()
    {
        await foreach (var queued in _queue.Reader.ReadAllAsync())
        {
            await AnswerAsync(queued.Payload, queued.ReplyTo);
            Done(queued);
        }
    }

    private ValueTask AnswerAsync(ReadOnlyMemory<byte> payload, string? replyTo)
    {
        if (_reply.Length < payload.Length)
            _reply = new byte[payload.Length];
        var length = _responder.Respond(payload.Span, _reply);
        return length != IResponder.NoReply && replyTo is not null
            ? _link.PublishAsync(replyTo, _reply.AsMemory(0, length), replyTo: null, CancellationToken.None)
            : default;
    }

    private void Done(Queued queued)
    {
        queued.Return();
        Interlocked.Decrement(ref _unanswered);
    }

    private ReadOnlyMemory<byte> Flat(in ReadOnlySequence<byte> payload)
    {
        if (payload.IsSingleSegment)
            return payload.First;
        if (_flat.Length < payload.Length)
            _flat = new byte[payload.Length];
        payload.CopyTo(_flat);
        return _flat.AsMemory(0, (int)payload.Length);
    }

    private readonly record struct Queued(byte[] Rented, int Length, string? ReplyTo)
    {
        public ReadOnlyMemory<byte> Payload => Rented.AsMemory(0, Length);

        public static Queued Copy(in ReadOnlySequence<byte> payload, string? replyTo)
        {
            var length = (int)payload.Length;
            var rented = ArrayPool<byte>.Shared.Rent(length);
            payload.CopyTo(rented);
            return new Queued(rented, length, replyTo);
        }

        public void Return() => ArrayPool<byte>.Shared.Return(Rented);
    }
}
