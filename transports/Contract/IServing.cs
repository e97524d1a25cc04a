namespace InterContainer.Transports;

/// <summary>
/// An answering end with loops of its own, which may fail while it serves. What <see cref="ITransport.ServeAsync"/> gives may be one: its owner then
/// learns of the failure at once, and not from an initiator that waits for an answer.
/// </summary>
public interface IServing : IAsyncDisposable
{
    /// <summary>Fails with the cause as soon as this end can serve no more; otherwise it ends with disposal, or never.</summary>
    Task Serving { get; }
}
