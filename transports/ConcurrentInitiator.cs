using System.Runtime.CompilerServices;

namespace InterContainer.Transports;

/// <summary>
/// A measuring end with several exchanges at once. Requests are written one after the other. A thread receives: it hands each reply to its exchange, and
/// goes on with that, so that it can do all of it.
/// </summary>
internal abstract class ConcurrentInitiator : IInitiator
{
    private readonly Traits _traits;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _receiving = Task.CompletedTask;

    /// <param name="traits">The transport's.</param>
    /// <param name="pending">For as many exchanges as the initiator is made for.</param>
    protected ConcurrentInitiator(Traits traits, PendingReplies pending) => (_traits, Pending) = (traits, pending);

    /// <inheritdoc/>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>What receives hands over the replies here.</summary>
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
        await _stop.CancelAsync();
        Interrupt();
        await _receiving;
        await _writing.WaitAsync();
        await CloseAsync();
        _writing.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins to receive: the last that a constructor does.</summary>
    protected void BeginReceiving() =>
        // A thread of its own, because a blocking wait holds it.
        _receiving = Task.Factory.StartNew(ReceiveToTheEndAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>Receives replies until there will be no more.</summary>
    /// <param name="stop">The initiator is disposed of.</param>
    protected abstract Task ReceiveAsync(CancellationToken stop);

    /// <summary>Ends the waits that no token ends, of receiving and of writing.</summary>
    protected virtual void Interrupt()
    {
    }

    /// <summary>Closes the connection; nothing receives or writes any more.</summary>
    protected virtual ValueTask CloseAsync() => default;

    /// <summary>Writes one message; called one at a time.</summary>
    /// <param name="number">Of its exchange; null: it has no reply.</param>
    /// <param name="message">Not touched after completion.</param>
    /// <param name="cancellationToken">Cancelled, nothing more can be sent.</param>
    protected abstract ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>One line for what a library throws when the other end or a service is gone; null: it says that itself.</summary>
    protected abstract TransportException? Gone(Exception cause);

    private async Task ReceiveToTheEndAsync()
    {
        try
        {
            await ReceiveAsync(_stop.Token);
        }
        catch (Exception e)
        {
            Pending.Break(_stop.IsCancellationRequested ? new TransportException("This initiator was disposed of.") : Gone(e) ?? e);
        }
    }

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
