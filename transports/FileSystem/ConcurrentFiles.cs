using System.Collections.Concurrent;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// Several requests in flight: one thread lists the replies, whose names say which requests they answer, and goes on with their exchanges. Without any it
/// does not look.
/// </summary>
internal sealed class ConcurrentFiles : ConcurrentInitiator
{
    private readonly InitiatorFiles _files;
    private readonly ConcurrentDictionary<string, long> _asked = new();
    private readonly SemaphoreSlim _asking = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;

    public ConcurrentFiles(Traits traits, InitiatorFiles files, int inFlight)
        : base(traits, new PendingReplies(inFlight, isOrdered: false))
    {
        _files = files;
        _looking = Task.Factory.StartNew(Look, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override IReadOnlyDictionary<string, string> Settings => _files.Settings;

    protected override async Task CloseAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        await EndWritingAsync();
        _files.Dispose();
        _asking.Dispose();
        _stop.Dispose();
    }

    protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Before the request: a reply that is seen and known to none would not be looked for again.
        if (number is { } asked)
            _asked[_files.NextName] = asked;
        MessageFolders.Guard(() => _files.Send(message.Span));
        if (number is not null && _asking.CurrentCount == 0)
            _asking.Release();
        return default;
    }

    protected override TransportException? Gone(Exception cause) => null;

    private void Look()
    {
        try
        {
            while (true)
            {
                if (_asked.IsEmpty)
                    _asking.Wait(_stop.Token);
                else if (!MessageFolders.Guard(TakeAny))
                    _files.Wait(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Pending.Break(new TransportException("This initiator was disposed of."));
        }
        catch (Exception e)
        {
            Pending.Break(e);
        }
    }

    private bool TakeAny()
    {
        var isAny = false;
        foreach (var name in _files.Replies())
        {
            if (!_asked.TryRemove(name, out var number))
                continue;
            Pending.Complete(number, _files.Take(name));
            isAny = true;
        }

        return isAny;
    }
}
