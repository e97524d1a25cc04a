using NetMQ;

namespace InterContainer.Transports.Sockets;

/// <summary>The measuring end with one exchange at a time: the thread that calls waits in the library.</summary>
internal sealed class ZeroMqInitiator(Traits traits, ZeroMqConnection connection, IReadOnlyDictionary<string, string> settings) : IInitiator
{
    private readonly Lock _lock = new();
    private Msg _received = ZeroMq.Empty();
    private bool _isOver;
    private volatile bool _isDisposed;

    public IReadOnlyDictionary<string, string> Settings => settings;

    public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        traits.CheckPayload(request.Length);
        lock (_lock)
        {
            Send(request.Span, cancellationToken);
            // Given up, its reply would be taken for that of the next.
            _isOver = true;
            while (!connection.TryReceive(ref _received, ZeroMqConnection.LookUp))
                CheckOn(cancellationToken);
            _isOver = false;
            _received.Slice().CopyTo(reply.Span);
            return new(_received.Size);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        traits.CheckPayload(message.Length);
        lock (_lock)
            Send(message.Span, cancellationToken);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        // What waits in the library sees it.
        _isDisposed = true;
        lock (_lock)
        {
            if (!_isOver)
                connection.Flush();
            _isOver = true;
            connection.Dispose();
        }

        return default;
    }

    private void Send(ReadOnlySpan<byte> message, CancellationToken cancellationToken)
    {
        if (_isOver)
            throw new TransportException("This initiator gave up an exchange, or was disposed of.");
        cancellationToken.ThrowIfCancellationRequested();
        var frame = ZeroMq.Frame(message);
        try
        {
            while (!connection.TrySend(ref frame, ZeroMqConnection.LookUp))
                CheckOn(cancellationToken);
        }
        finally
        {
            frame.Close();
        }
    }

    private void CheckOn(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isDisposed)
            throw new TransportException("This initiator was disposed of.");
        connection.CheckConnected();
    }
}
