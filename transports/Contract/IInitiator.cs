namespace InterContainer.Transports;

/// <summary>
/// The measuring end: a connection. Up to <see cref="PairEndpoints.InFlight"/> calls at once, whose replies it matches. Initiators never see each other's
/// replies.
/// </summary>
public interface IInitiator : IAsyncDisposable
{
    /// <summary>
    /// What is in force on this live connection (no-delay, fsync, protocol version, …), asked of it where it can be asked. Read before measuring and again
    /// after it, on a thread of the pool, which it may block; what a service is asked for is kept from the first time.
    /// </summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Sends a request and completes with the length of its reply, which stands at the start of <paramref name="reply"/>.</summary>
    /// <param name="request">0 to <see cref="Traits.MaxPayloadBytes"/> bytes; not touched after completion.</param>
    /// <param name="reply">Large enough for the reply.</param>
    /// <param name="cancellationToken">
    /// Honoured within 1 s; the initiator may be unusable afterwards, unless the transport is <see cref="Delivery.AtMostOnce"/>: there it is how a lost message
    /// is given up.
    /// </param>
    /// <exception cref="TransportException">
    /// The request is too large, the peer or a service is gone, or the responder gave no reply and the transport can tell.
    /// </exception>
    ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken);

    /// <summary>Sends a message that has no reply. Completes on acceptance: awaiting it is the back-pressure.</summary>
    /// <param name="message">0 to <see cref="Traits.MaxPayloadBytes"/> bytes; not touched after completion.</param>
    /// <param name="cancellationToken">Honoured within 1 s; the initiator may be unusable afterwards.</param>
    /// <exception cref="TransportException">The message is too large, or the peer or a service is gone.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}
