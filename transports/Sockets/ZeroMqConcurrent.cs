using NetMQ;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// The measuring end with several exchanges at once. The socket belongs to the thread that receives. What goes on with a reply is on that thread, so it sends
/// there as well; what others send goes through a queue that wakes it.
/// </summary>
internal sealed class ZeroMqConcurrent : ConcurrentInitiator
{
    // Of a burst of replies; then what others send has its turn.
    private const int MostAtOnce = 64;

    private readonly ZeroMqConnection _connection;
    private readonly NetMQQueue<Sending?> _queue = new();
    private Msg _received = ZeroMq.Empty();
    private Sending? _waiting;
    private int _receiver;
    private volatile bool _isOver;

    public ZeroMqConcurrent(Traits traits, ZeroMqConnection connection, IReadOnlyDictionary<string, string> settings, int inFlight)
        : base(traits, new PendingReplies(inFlight, isOrdered: true))
    {
        (_connection, Settings) = (connection, settings);
        BeginReceiving();
    }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    protected override void Interrupt() => _queue.Enqueue(null);

    protected override ValueTask CloseAsync()
    {
        _connection.Dispose();
        _queue.Dispose();
        return default;
    }

    protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isOver)
            throw Closed();
        var frame = ZeroMq.Frame(message.Span);
        var isReceiver = Environment.CurrentManagedThreadId == _receiver;
        if (isReceiver && _connection.TrySend(ref frame, TimeSpan.Zero))
            return default;
        var sending = new Sending(frame);
        if (isReceiver)
            _waiting = sending;
        else
            _queue.Enqueue(sending);
        // It may have ended without having seen this one.
        if (_isOver)
            sending.TrySetException(Closed());
        return new(sending.Task.WaitAsync(cancellationToken));
    }

    protected override TransportException? Gone(Exception cause) =>
        cause is NetMQException ? new TransportException($"The connection to the responder broke: {cause.Message}", cause) : null;

    // Does not wait but for the library: all is on this thread.
    protected override Task ReceiveAsync(CancellationToken stop)
    {
        _receiver = Environment.CurrentManagedThreadId;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var stands = _connection.Wait(_queue, orRoom: _waiting is not null);
                for (var taken = 0; taken < MostAtOnce && _connection.TryReceive(ref _received, TimeSpan.Zero); taken++)
                    Pending.CompleteNext(_received.Slice());
                if (!stands)
                    _connection.CheckConnected();
                SendWaiting();
            }

            _connection.Flush();
            return Task.CompletedTask;
        }
        finally
        {
            _isOver = true;
            _waiting?.TrySetException(Closed());
            while (_queue.TryDequeue(out var sending, TimeSpan.Zero))
                sending?.TrySetException(Closed());
        }
    }

    private static TransportException Closed() => new("The connection to the responder is closed.");

    // Messages are written one at a time, so there is one in the queue at most.
    private void SendWaiting()
    {
        if (_waiting is null)
            _queue.TryDequeue(out _waiting, TimeSpan.Zero);
        if (_waiting is not { } sending || !sending.TrySend(_connection))
            return;
        _waiting = null;
        sending.TrySetResult();
    }

    /// <summary>A message that waits for room, or for the thread that sends it. What goes on when it is sent is on that thread.</summary>
    private sealed class Sending(Msg frame) : TaskCompletionSource
    {
        private Msg _frame = frame;

        public bool TrySend(ZeroMqConnection connection) => connection.TrySend(ref _frame, TimeSpan.Zero);
    }
}
