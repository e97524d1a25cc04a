using System.Runtime.CompilerServices;

namespace InterContainer.Transports;

/// <summary>
/// A measuring end with several exchanges at once. Requests are written one after the other; what receives hands each reply to its exchange, and goes on
/// with it, so that one
/// thread can do all of it.
/// </summary>
internal abstract class ConcurrentInitiator : IInitiator
{
    private readonly Traits _traits;
    private readonly SemaphoreSlim _writing = new(1);

    /// <param name="traits">The transport's.</param>
    /// <param name="pending">For as many exchanges as the initiator is made for.</param>
    protected ConcurrentInitiator(Traits traits, PendingReplies pending) => (_traits, Pending) = (traits, pending);

    /// <inheritdoc/>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>What receives hands over the replies here, and breaks it when none will come any more.</summary>
    protected PendingReplies Pending { get; }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(request.Length);
        await _writing.WaitAsync(cancellationToken);
        long number;
        ValueTask<int> replied;
        try
        {
            (number, replied) = Pending.Begin(reply);
            await TryWriteAsync(number, request, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }

        // Half a message, or a reply that nothing waits for, would be taken for another's: only what may be lost may be given up alone.
        await using var cancelling = _traits.Delivery == Delivery.AtMostOnce
            ? cancellationToken.UnsafeRegister(_ => Pending.GiveUp(number, new OperationCanceledException(cancellationToken)), null)
            : cancellationToken.UnsafeRegister(static (pending, token) => ((PendingReplies)pending!).Break(new OperationCanceledException(token)), Pending);
        return await replied;
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(message.Length);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await TryWriteAsync(null, message, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _writing.Dispose();
    }

    /// <summary>Ends what receives, and the connection.</summary>
    protected abstract Task CloseAsync();

    /// <summary>Completes when no write is under way; none begins after it.</summary>
    protected Task EndWritingAsync() => _writing.WaitAsync();

    /// <summary>Writes one message; called one at a time.</summary>
    /// <param name="number">Of its exchange; null: it has no reply.</param>
    /// <param name="message">Not touched after completion.</param>
    /// <param name="cancellationToken">Cancelled, nothing more can be sent.</param>
    protected abstract ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>One line for what a library throws when the other end or a service is gone; null: it says that itself.</summary>
    protected abstract TransportException? Gone(Exception cause);

    private async ValueTask TryWriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(number, message, cancellationToken);
        }
        catch (Exception e)
        {
            var cause = e is OperationCanceledException ? e : Gone(e) ?? e;
            Pending.Break(cause);
            if (cause == e)
                throw;
            throw cause;
        }
    }
}
