using System.Buffers.Binary;

namespace InterContainer.Transports.Broker;

/// <summary>How an initiator gets what was put into its own list or stream.</summary>
internal abstract class RedisReplies
{
    /// <summary>Takes the number of an exchange, and its reply.</summary>
    public delegate void Handler(long number, ReadOnlySpan<byte> reply);

    /// <summary>How many commands may wait for replies at once.</summary>
    public virtual int MostAsked => 1;

    /// <summary>What is sure to come as the answer of <see cref="Ask"/>, in bytes, up to <see cref="RespConnection.MessageBytes"/>.</summary>
    public virtual int LeastBytes => RespConnection.MessageBytes;

    /// <summary>Appends the command that gets the next one, or some.</summary>
    public abstract void Ask(RespConnection connection);

    /// <summary>Reads what came.</summary>
    /// <returns>Whether there was any.</returns>
    public abstract bool Read(RespConnection connection, Handler handle);

    /// <summary>After nothing was there; throws when cancelled.</summary>
    public virtual void Pause(CancellationToken cancellationToken) => cancellationToken.ThrowIfCancellationRequested();

    /// <summary>Hands over a reply in its envelope.</summary>
    protected static void Hand(ReadOnlySpan<byte> envelope, Handler handle)
    {
        if (envelope.Length < RedisEnds.NumberBytes)
            throw new TransportException($"A reply of {envelope.Length} bytes came, which is none of this suite's.");
        handle(BinaryPrimitives.ReadInt64LittleEndian(envelope), envelope[RedisEnds.NumberBytes..]);
    }
}

/// <summary>How an initiator reaches a list or a stream of requests, and its own of replies.</summary>
/// <param name="Id">The initiator's.</param>
/// <param name="Push">The command that puts a request there, up to the request.</param>
/// <param name="Replies">How it gets replies.</param>
internal sealed record RedisQueue(string Id, byte[] Push, RedisReplies Replies)
{
    /// <summary>
    /// Connects an initiator; with several requests in flight over two connections, as a command that waits for replies holds its connection.
    /// </summary>
    public async Task<IInitiator> ConnectAsync(Traits traits, PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var (connection, server) = await RedisEnds.ConnectToServedAsync(endpoints, cancellationToken);
        var settings = RedisEnds.Settings(endpoints, connection, server, keeps: true);
        if (endpoints.InFlight == 1)
            return new RedisInitiator(traits, endpoints, this, connection, settings);
        try
        {
            var (receiving, _) = await RedisEnds.ConnectAsync(endpoints, cancellationToken);
            return new RedisConcurrent(traits, endpoints, this, connection, receiving, settings);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>A connection that pushes: its envelope, and the answers that have not come.</summary>
internal sealed class RedisPushes(RespConnection connection, RedisQueue queue)
{
    private readonly byte[] _envelope = RedisEnds.Envelope(queue.Id);
    private int _unanswered;

    /// <summary>Appends a request.</summary>
    public void Append(long number, ReadOnlySpan<byte> message)
    {
        RedisEnds.SetNumber(_envelope, number);
        connection.Append(queue.Push);
        connection.AppendArgument(_envelope, message);
        _unanswered++;
    }

    /// <summary>Reads the server's answers until at most so many are missing.</summary>
    /// <exception cref="TransportException">One was refused.</exception>
    public void Acknowledge(int most)
    {
        for (; _unanswered > most; _unanswered--)
            connection.Skip();
    }
}
