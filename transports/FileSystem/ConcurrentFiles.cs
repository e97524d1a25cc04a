using System.Collections.Concurrent;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// Several requests in flight: one thread lists the replies, whose names say which requests they answer, and goes on with their exchanges. It lists only while
/// a request is in flight.
/// </summary>
internal sealed class ConcurrentFiles : ConcurrentInitiator
{
    private readonly InitiatorFiles _files;
    private readonly ConcurrentDictionary<string, long> _asked = new();
    private readonly SemaphoreSlim _asking = new(0);

    public ConcurrentFiles(Traits traits, InitiatorFiles files, int inFlight)
        : base(traits, new PendingReplies(inFlight, isOrdered: false))
    {
        _files = files;
        BeginReceiving();
    }

    public override IReadOnlyDictionary<string, string> Settings => _files.Settings;

    protected override ValueTask CloseAsync()
    {
        _files.Dispose();
        _asking.Dispose();
        return default;
    }

    protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Before the request: a reply to an unknown request would stay untaken.
        if (number is { } asked)
            _asked[_files.NextName] = asked;
        MessageFolders.Guard(() => _files.Send(message.Span));
        if (number is not null && _asking.CurrentCount == 0)
            _asking.Release();
        return default;
    }

    protected override TransportException? Gone(Exception cause) => null;

    protected override Task ReceiveAsync(CancellationToken stop)
    {
        Poll(stop);
        return Task.CompletedTask;
    }

    private void Poll(CancellationToken stop)
    {
        while (true)
        {
            if (_asked.IsEmpty)
                _asking.Wait(stop);
            else if (!MessageFolders.Guard(TakeAny))
                _files.Wait(stop);
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
