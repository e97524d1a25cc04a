using System.Buffers;

namespace InterContainer.Transports.Broker;

/// <summary>
/// The messages that a server has not confirmed: as many at once as there are places. The first that fails is told by every later call, and to what waits
/// for replies. Thread-safe.
/// </summary>
/// <param name="server">Its title.</param>
/// <param name="places">From 1.</param>
/// <param name="tellFailure">Told of each that fails.</param>
internal sealed class Unconfirmed(string server, int places, Action<Exception> tellFailure) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(places);
    private volatile Exception? _failure;

    /// <summary>How many may be unconfirmed at once. The default is that of RabbitMQ's client for .NET; NATS' has none.</summary>
    public static TransportOption Option { get; } = TransportOption.WholeNumber("inflight", 128, 1, 10_000);

    /// <summary>Takes a place, once there is one.</summary>
    /// <exception cref="Exception">An earlier message failed.</exception>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        if (_failure is null)
            return;
        _free.Release();
        throw _failure;
    }

    /// <summary>Frees a taken place when the server has confirmed the message.</summary>
    /// <param name="publishing">Completes with the confirmation.</param>
    /// <param name="rented">Of the shared pool, what is published from; null: nothing.</param>
    public async void FreeAfter(ValueTask publishing, byte[]? rented)
    {
        try
        {
            await publishing;
        }
        catch (Exception e)
        {
            _failure ??= e;
            tellFailure(e);
        }

        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        _free.Release();
    }

    /// <summary>Waits until there is a place: sending is held up while all are taken.</summary>
    /// <exception cref="Exception">An earlier message failed.</exception>
    public async ValueTask RoomAsync(CancellationToken cancellationToken)
    {
        await TakeAsync(cancellationToken);
        _free.Release();
    }

    /// <summary>Waits until every message is confirmed, for at most 5 s.</summary>
    /// <exception cref="TransportException">Some are not.</exception>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            for (var i = 0; i < places; i++)
                await TakeAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TransportException($"The {server} did not confirm every message within {Longest.TotalSeconds:0} s.", e);
        }

        // Before that, a confirmation would free a place.
        _free.Dispose();
    }
}
