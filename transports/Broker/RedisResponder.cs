using System.Text;

namespace InterContainer.Transports.Broker;

/// <summary>The answering end: a connection, and a thread that sleeps in its receive call.</summary>
internal sealed class RedisResponder : IServing
{
    private readonly RespConnection _connection;
    private readonly ServingLoops _loops = new();
    private readonly Func<Task> _cleanUp;
    private readonly Task _answering;
    private readonly CancellationTokenSource _stop;

    // The connection and the source are owned from here on.
    private RedisResponder(RespConnection connection, Action answer, CancellationTokenSource stop, Func<Task> cleanUp)
    {
        (_connection, _stop, _cleanUp) = (connection, stop, cleanUp);
        // A thread of its own, because waiting holds it.
        _answering = _loops.Watch(Task.Factory.StartNew(
            () => Answer(answer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    public Task Serving => _loops.Failure;

    /// <summary>
    /// A responder at a server of the pair: connected and announced, with the shared place made by the first of several.
    /// </summary>
    /// <param name="endpoints">Where the two ends meet.</param>
    /// <param name="make">Makes the shared place, as the first responder; leaves the connection without an answer to come.</param>
    /// <param name="answers">What answers on the connection, until that ends or it is told to stop.</param>
    /// <param name="cancellationToken">Ends the start only.</param>
    public static async ValueTask<IAsyncDisposable> ServeAsync(
        PairEndpoints endpoints,
        Action<RespConnection> make,
        Func<RespConnection, CancellationToken, Action> answers,
        CancellationToken cancellationToken)
    {
        await RedisEnds.CheckAsync(endpoints, cancellationToken);
        var (connection, _) = await RedisEnds.ConnectAsync(endpoints, cancellationToken);
        var stop = new CancellationTokenSource();
        var isFirst = endpoints.ResponderIndex == 0;
        var answer = await RedisEnds.AskAsync(
            connection,
            () =>
            {
                if (isFirst)
                    make(connection);
                var loop = answers(connection, stop.Token);
                RedisEnds.Subscribe(connection, RedisEnds.Serving(endpoints));
                return loop;
            },
            cancellationToken);
        return new RedisResponder(
            connection, answer, stop, () => isFirst ? RedisEnds.RemoveKeysAsync(endpoints, RedisEnds.All(endpoints)) : Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _connection.Interrupt();
        // Why it ended is told where it served.
        await Task.WhenAny(_answering);
        _connection.Dispose();
        _stop.Dispose();
        await _cleanUp();
    }

    private void Answer(Action answer)
    {
        try
        {
            answer();
        }
        catch (Exception e) when (_stop.IsCancellationRequested && (RedisEnds.IsFailure(e) || e is OperationCanceledException))
        {
            // That is how it ends.
        }
        catch (Exception e) when (RedisEnds.IsFailure(e))
        {
            throw RedisEnds.Gone(e);
        }
    }
}

/// <summary>Answers requests: appends the commands that carry the answers to their initiators. One thread.</summary>
/// <param name="connection">To append to.</param>
/// <param name="responder">Answers.</param>
/// <param name="before">A command up to the key of an initiator's replies.</param>
/// <param name="after">Between that key and the reply.</param>
internal sealed class RedisAnswers(RespConnection connection, IResponder responder, byte[] before, byte[] after)
{
    private byte[] _reply = new byte[1024];

    /// <summary>With one command and the key before the reply, and more between.</summary>
    public static RedisAnswers By(RespConnection connection, PairEndpoints endpoints, IResponder responder, string command, params string[] more)
    {
        var key = RedisEnds.Replies(endpoints, new string('0', RedisEnds.IdBytes));
        var encoded = RespConnection.Encode(3 + more.Length, command, key);
        return new RedisAnswers(
            connection,
            responder,
            encoded[..^(RedisEnds.IdBytes + 2)],
            Encoding.UTF8.GetBytes($"\r\n{RespConnection.EncodeMore(more)}"));
    }

    /// <summary>Hands a request to the responder.</summary>
    /// <returns>Whether a command was appended.</returns>
    public bool Answer(ReadOnlySpan<byte> request)
    {
        if (request.Length < RedisEnds.EnvelopeBytes)
            throw new TransportException($"A message of {request.Length} bytes came, which is none of this suite's.");
        var message = request[RedisEnds.EnvelopeBytes..];
        if (_reply.Length < message.Length)
            _reply = new byte[message.Length];
        var length = responder.Respond(message, _reply);
        if (length == IResponder.NoReply)
            return false;
        connection.Append(before);
        connection.Append(request[..RedisEnds.IdBytes]);
        connection.Append(after);
        connection.AppendArgument(request[RedisEnds.IdBytes..RedisEnds.EnvelopeBytes], _reply.AsSpan(0, length));
        return true;
    }
}
