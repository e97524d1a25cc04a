using NATS.Client.Core;

namespace InterContainer.Transports.Broker;

/// <summary>
/// Core NATS: a request is published with the subject of its reply, and the server hands it to one responder, or to all. Nothing is stored and nothing
/// acknowledged. The library queues what arrives for a responder and drops what exceeds that queue.
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
        var link = await NatsLink.OpenAsync(endpoints.AddressOf(NatsServer.Service), loops.Fail, cancellationToken);
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
        var link = await NatsLink.OpenAsync(endpoints.AddressOf(NatsServer.Service), pending.Break, cancellationToken);
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
        private readonly CancellationTokenSource _stop = new();
        private byte[] _reply = new byte[1024];
        private Task _answering = Task.CompletedTask;

        public Task Serving => loops.Failure;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var subscription = await link.Connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(requests, queueGroup, cancellationToken: cancellationToken);
            await link.Connection.PingAsync(cancellationToken);
            _answering = loops.Watch(AnswerAsync(subscription));
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            try
            {
                await _answering;
            }
            finally
            {
                await link.DisposeAsync();
                _stop.Dispose();
            }
        }

        private async Task AnswerAsync(INatsSub<NatsMemoryOwner<byte>> subscription)
        {
            try
            {
                await foreach (var message in subscription.Msgs.ReadAllAsync(_stop.Token))
                    await AnswerAsync(message);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Serving ends.
            }
        }

        private async ValueTask AnswerAsync(NatsMsg<NatsMemoryOwner<byte>> message)
        {
            using var payload = message.Data;
            if (_reply.Length < payload.Length)
                _reply = new byte[payload.Length];
            var length = responder.Respond(payload.Span, _reply);
            if (length != IResponder.NoReply && message.ReplyTo is { } initiator)
                await link.PublishAsync(initiator, _reply.AsMemory(0, length), replyTo: null, CancellationToken.None);
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
