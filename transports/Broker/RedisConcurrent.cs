namespace InterContainer.Transports.Broker;

/// <summary>
/// Several requests in flight: one connection pushes requests, on the other a thread sleeps until replies come, each with its exchange's number.
/// </summary>
internal sealed class RedisConcurrent : ConcurrentInitiator
{
    private readonly PairEndpoints _endpoints;
    private readonly RedisQueue _queue;
    private readonly RespConnection _sending;
    private readonly RespConnection _receiving;
    private readonly RedisPushes _pushes;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;
    private readonly int _inflight;

    /// <param name="traits">The transport's.</param>
    /// <param name="endpoints">Where the two ends meet.</param>
    /// <param name="queue">Where it pushes, and how it gets replies.</param>
    /// <param name="sending">Owned from here on.</param>
    /// <param name="receiving">Owned from here on.</param>
    /// <param name="settings">Those of the first connection; the other's are the same.</param>
    public RedisConcurrent(
        Traits traits, PairEndpoints endpoints, RedisQueue queue, RespConnection sending, RespConnection receiving,
        Lazy<IReadOnlyDictionary<string, string>> settings)
        : base(traits, new PendingReplies(endpoints.InFlight, isOrdered: false))
    {
        (_endpoints, _queue, _sending, _receiving, _settings) = (endpoints, queue, sending, receiving, settings);
        _pushes = new RedisPushes(sending, queue);
        _inflight = endpoints.WholeNumber(RedisEnds.Inflight.Name);
        BeginReceiving();
    }

    public override IReadOnlyDictionary<string, string> Settings => _settings.Value;

    protected override void Interrupt()
    {
        _sending.Interrupt();
        _receiving.Interrupt();
    }

    protected override async ValueTask CloseAsync()
    {
        _sending.Dispose();
        _receiving.Dispose();
        await RedisEnds.RemoveKeysAsync(_endpoints, RedisEnds.Replies(_endpoints, _queue.Id));
    }

    protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var interrupting = cancellationToken.UnsafeRegister(static c => ((RespConnection)c!).Interrupt(), _sending);
        try
        {
            _pushes.Append(number ?? RedisEnds.NoNumber, message.Span);
            _sending.Flush();
            // A reply says as much as the answer to its push, which is read when there are too many.
            _pushes.Acknowledge(number is null ? _inflight - 1 : Math.Max(_inflight, _endpoints.InFlight) - 1);
            return default;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    protected override TransportException? Gone(Exception cause) => RedisEnds.IsFailure(cause) ? RedisEnds.Gone(cause) : null;

    protected override Task ReceiveAsync(CancellationToken stop)
    {
        var replies = _queue.Replies;
        RedisReplies.Handler complete = Pending.Complete;
        for (var asked = Math.Min(replies.MostAsked, _endpoints.InFlight); asked > 0; asked--)
            replies.Ask(_receiving);
        while (true)
        {
            _receiving.Wait(replies.LeastBytes);
            if (!replies.Read(_receiving, complete))
                replies.Pause(stop);
            replies.Ask(_receiving);
        }
    }
}
