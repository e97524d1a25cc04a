namespace InterContainer.Transports;

/// <summary>
/// One way for two containers to exchange messages. Stateless: whatever lives, lives in its two ends.
/// A public class with a parameterless constructor that implements this is found by the catalogue.
/// </summary>
/// <remarks>
/// A transport never measures, never logs and never retries behind its caller's back: a message it could not carry
/// is an exception. All methods may be called from any thread.
/// </remarks>
public interface ITransport
{
    /// <summary>What this transport is, guarantees and needs, with its options at their defaults. Constant.</summary>
    Traits Traits { get; }

    /// <summary>The same with options chosen, where they change what it guarantees or needs. Name, family and options stay.</summary>
    /// <param name="options">Every one with its value.</param>
    Traits TraitsWith(IReadOnlyDictionary<string, string> options) => Traits;

    /// <summary>
    /// Starts the answering end. Completes once an initiator can reach it; disposal stops serving and
    /// removes what serving made (files, tables, sockets).
    /// </summary>
    /// <param name="endpoints">Where the two ends meet.</param>
    /// <param name="responder">Called for each message; must be called with the messages of one initiator in their
    /// order of arrival. Of exchanges that are under way at once, the order is free.</param>
    /// <param name="cancellationToken">Ends the start only, not what was started.</param>
    /// <exception cref="TransportException">The meeting place cannot be used; the message says why.</exception>
    ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken);

    /// <summary>Connects a measuring end. Completes once the first message can be sent.</summary>
    /// <param name="endpoints">Where the two ends meet: the same as the responder's, but for <see cref="PairEndpoints.Host"/>.</param>
    /// <param name="cancellationToken">Ends the attempt only.</param>
    /// <exception cref="TransportException">No responder serves there, or a service it needs does not answer.</exception>
    ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken);
}
