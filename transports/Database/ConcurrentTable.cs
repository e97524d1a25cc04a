namespace InterContainer.Transports.Database;

/// <summary>
/// Several requests in flight, over two connections: one inserts requests, the other takes replies, as many at once as are there, in the order of the
/// requests. Without any under way it does not poll.
/// </summary>
internal sealed class ConcurrentTable : ConcurrentInitiator
{
    private readonly MessageTable _sending;
    private readonly MessageTable _receiving;
    private readonly string _responder;
    private readonly SemaphoreSlim _asking = new(0);
    private long _underWay;

    public ConcurrentTable(Traits traits, MessageTable sending, MessageTable receiving, string responder, int inFlight)
        : base(traits, new PendingReplies(inFlight, isOrdered: true))
    {
        (_sending, _receiving, _responder) = (sending, receiving, responder);
        BeginReceiving();
    }

    public override IReadOnlyDictionary<string, string> Settings => TableTransport.SettingsOf(_sending);

    protected override async ValueTask CloseAsync()
    {
        await _sending.DisposeAsync();
        await _receiving.DisposeAsync();
        _asking.Dispose();
    }

    protected override async ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (number is not null)
        {
            Interlocked.Increment(ref _underWay);
            if (_asking.CurrentCount == 0)
                _asking.Release();
        }

        await _sending.InsertAsync(_responder, message);
    }

    protected override TransportException? Gone(Exception cause) => TableTransport.IsFailure(cause) ? TableTransport.Failed(cause) : null;

    protected override async Task ReceiveAsync(CancellationToken stop)
    {
        while (true)
        {
            if (Interlocked.Read(ref _underWay) == 0)
                await _asking.WaitAsync(stop);
            else if (!await _receiving.AnswerAsync(Take))
                await _receiving.WaitAsync(stop);
        }
    }

    private int Take(ReadOnlySpan<byte> reply, Span<byte> unused)
    {
        Interlocked.Decrement(ref _underWay);
        Pending.CompleteNext(reply);
        return IResponder.NoReply;
    }
}
