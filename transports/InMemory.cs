using System.Collections.Concurrent;

namespace InterContainer.Transports;

/// <summary>No transport at all: the initiator calls the responder in its own process. What it measures is the harness.</summary>
internal sealed class InMemory : ITransport
{
    // Both ends are in one process, so the process is where they meet.
    private static readonly ConcurrentDictionary<string, IResponder> Serving = new();

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "memory",
        Family = Family.Baseline,
        Summary = "a method call inside one process: the harness's own cost, reported and never subtracted",
        Needs = Needs.SameProcess,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        if (!Serving.TryAdd(endpoints.Channel, responder))
            throw new TransportException($"Another responder serves channel '{endpoints.Channel}' already.");
        return new(new Server(endpoints.Channel));
    }

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
        Serving.TryGetValue(endpoints.Channel, out var responder)
            ? new(new Initiator(Traits, responder))
            : throw new TransportException($"No responder serves channel '{endpoints.Channel}' in this process.");

    private sealed class Server(string channel) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Serving.TryRemove(channel, out _);
            return default;
        }
    }

    private sealed class Initiator(Traits traits, IResponder responder) : IInitiator
    {
        private byte[] _unused = [];

        public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { [Durability.Setting] = Durability.None };

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            traits.CheckPayload(request.Length);
            cancellationToken.ThrowIfCancellationRequested();
            var length = responder.Respond(request.Span, reply.Span);
            return length == IResponder.NoReply ? throw new TransportException("The responder gave no reply.") : new(length);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            traits.CheckPayload(message.Length);
            if (_unused.Length < message.Length)
                _unused = new byte[message.Length];
            responder.Respond(message.Span, _unused);
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
