namespace InterContainer.Transports.Broker;

/// <summary>
/// The measuring end with one request in flight: one connection, on which the push of a request and the command that waits for its reply go in one write,
/// and the thread that called sleeps until the reply comes.
/// </summary>
internal sealed class RedisInitiator : IInitiator
{
    private readonly Traits _traits;
    private readonly PairEndpoints _endpoints;
    private readonly RedisQueue _queue;
    private readonly RespConnection _connection;
    private readonly RedisPushes _pushes;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;
    private readonly RedisReplies.Handler _take;
    private readonly int _inflight;
    private long _number;
    private Memory<byte> _reply;
    private int _length;
    private bool _isBroken;

    /// <param name="traits">The transport's.</param>
    /// <param name="endpoints">Where the two ends meet.</param>
    /// <param name="queue">Where it pushes, and how it gets replies.</param>
    /// <param name="connection">Owned from here on.</param>
    /// <param name="settings">Those of the connection.</param>
    public RedisInitiator(
        Traits traits, PairEndpoints endpoints, RedisQueue queue, RespConnection connection, Lazy<IReadOnlyDictionary<string, string>> settings)
    {
        (_traits, _endpoints, _queue, _connection, _settings) = (traits, endpoints, queue, connection, settings);
        _pushes = new RedisPushes(connection, queue);
        _inflight = endpoints.WholeNumber(RedisEnds.Inflight.Name);
        _take = Take;
    }

    public IReadOnlyDictionary<string, string> Settings => _settings.Value;

    public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(request.Length);
        using var interrupting = Interrupting(cancellationToken);
        try
        {
            (_reply, _length) = (reply, IResponder.NoReply);
            _pushes.Append(++_number, request.Span);
            Ask();
            _pushes.Acknowledge(0);
            while (true)
            {
                if (!_queue.Replies.Read(_connection, _take))
                    _queue.Replies.Pause(cancellationToken);
                else if (_length != IResponder.NoReply)
                    return new(_length);
                Ask();
            }
        }
        catch (Exception e)
        {
            throw Broken(e, cancellationToken);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(message.Length);
        using var interrupting = Interrupting(cancellationToken);
        try
        {
            _pushes.Append(RedisEnds.NoNumber, message.Span);
            _connection.Flush();
            _pushes.Acknowledge(_inflight - 1);
            return default;
        }
        catch (Exception e)
        {
            throw Broken(e, cancellationToken);
        }
    }

    /// <exception cref="TransportException">A message was not taken.</exception>
    public ValueTask DisposeAsync()
    {
        using (_connection)
        {
            // What is left of a broken one the responder removes with its own.
            if (_isBroken)
                return default;
            try
            {
                _pushes.Acknowledge(0);
                _connection.Append("DEL", RedisEnds.Replies(_endpoints, _queue.Id));
                _connection.Skip();
            }
            catch (Exception e) when (RedisEnds.IsFailure(e))
            {
                throw RedisEnds.Gone(e);
            }
        }

        return default;
    }

    private void Ask()
    {
        _queue.Replies.Ask(_connection);
        _connection.Wait(_queue.Replies.LeastBytes);
    }

    private void Take(long number, ReadOnlySpan<byte> reply)
    {
        // A second reply, to a request that two responders had, is dropped.
        if (number != _number)
            return;
        if (reply.Length > _reply.Length)
            throw new TransportException($"A reply of {reply.Length} bytes came where one of at most {_reply.Length} was expected.");
        reply.CopyTo(_reply.Span);
        _length = reply.Length;
    }

    // A blocking wait cannot be told to stop; ending its connection can. What is half read would be taken for the next in any case.
    private CancellationTokenRegistration Interrupting(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static c => ((RespConnection)c!).Interrupt(), _connection);

    private Exception Broken(Exception cause, CancellationToken cancellationToken)
    {
        _isBroken = true;
        return cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken)
            : RedisEnds.IsFailure(cause) ? RedisEnds.Gone(cause) : cause;
    }
}
