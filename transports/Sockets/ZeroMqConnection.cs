using System.Diagnostics;
using System.Net.Sockets;
using NetMQ;
using NetMQ.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>An initiator's DEALER socket. It may go from thread to thread, but is one thread's at a time.</summary>
internal sealed class ZeroMqConnection : IDisposable
{
    /// <summary>A thread that waits for the library cannot be told to stop; it wakes now and then.</summary>
    public static readonly TimeSpan LookUp = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan OpeningTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(2);

    private static int _opened;

    private readonly DealerSocket _dealer = new();

    // Where the library tells that the connection is lost, or was refused.
    private readonly PairSocket _losses = new();
    private readonly NetMQSelector _selector = new();
    private readonly string _responder;
    private NetMQSelector.Item[] _awaited = [];
    private NetMQSelector.Item[] _awaitedWithRoom = [];
    private bool _isLost;

    private ZeroMqConnection(PairEndpoints endpoints, int maxMessageBytes)
    {
        _responder = $"{endpoints.Host}:{endpoints.Port}";
        var losses = $"inproc://losses-{Interlocked.Increment(ref _opened)}";
        try
        {
            _dealer.Options.IPv4Only = false;
            _dealer.Options.MaxMsgSize = maxMessageBytes;
            _dealer.Options.SendHighWatermark = endpoints.WholeNumber(ZeroMq.HighWaterMark.Name);
            // None.
            _dealer.Options.ReconnectInterval = Timeout.InfiniteTimeSpan;
            _dealer.Monitor(losses, SocketEvents.Closed | SocketEvents.Disconnected);
            _losses.Connect(losses);
            _dealer.Connect(ZeroMq.Address(endpoints));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Connects, and waits until the responder has answered a greeting.</summary>
    /// <exception cref="TransportException">None listens there, or none answers.</exception>
    public static ZeroMqConnection Open(PairEndpoints endpoints, int maxMessageBytes, CancellationToken cancellationToken)
    {
        ZeroMqConnection? connection = null;
        try
        {
            connection = new ZeroMqConnection(endpoints, maxMessageBytes);
            return connection.Greet(OpeningTimeout, cancellationToken)
                ? connection
                : throw new TransportException($"No responder at {connection._responder} answers a greeting within {OpeningTimeout.TotalMilliseconds} ms.");
        }
        catch (Exception e)
        {
            connection?.Dispose();
            throw e is SocketException or NetMQException ? new TransportException($"Cannot connect to {endpoints.Host}:{endpoints.Port}: {e.Message}", e) : e;
        }
    }

    /// <summary>Queues a frame.</summary>
    /// <param name="frame">Empty where it was queued; else it stays the caller's.</param>
    /// <param name="timeout">How long to wait for room.</param>
    public bool TrySend(ref Msg frame, TimeSpan timeout) => _dealer.TrySend(ref frame, timeout, more: false);

    /// <summary>Receives a frame.</summary>
    /// <param name="frame">Initialised; what it held is given back to the library.</param>
    /// <param name="timeout">How long to wait for it.</param>
    public bool TryReceive(ref Msg frame, TimeSpan timeout) => _dealer.TryReceive(ref frame, timeout);

    /// <summary>Waits until there is something to receive, here or in a queue.</summary>
    /// <param name="queue">The same each time.</param>
    /// <param name="orRoom">Or room to send.</param>
    /// <returns>Whether the connection still stands; what came before it was lost is still to be received.</returns>
    public bool Wait(ISocketPollable queue, bool orRoom)
    {
        if (_awaited.Length == 0)
        {
            _awaited = [new(_losses, PollEvents.PollIn), new(queue.Socket, PollEvents.PollIn), new(_dealer, PollEvents.PollIn)];
            _awaitedWithRoom = [.. _awaited[..^1], new(_dealer, PollEvents.PollIn | PollEvents.PollOut)];
        }

        _selector.Select(orRoom ? _awaitedWithRoom : _awaited, _awaited.Length, Timeout.Infinite);
        return _awaited[0].ResultEvent == PollEvents.None;
    }

    /// <exception cref="TransportException">The connection is lost.</exception>
    public void CheckConnected()
    {
        var told = ZeroMq.Empty();
        _isLost |= _losses.TryReceive(ref told, TimeSpan.Zero);
        told.Close();
        if (_isLost)
            throw new TransportException($"The connection to {_responder} is lost, or was refused.");
    }

    /// <summary>Waits a while until the responder has taken all that was sent.</summary>
    public void Flush()
    {
        try
        {
            Greet(ClosingTimeout, CancellationToken.None);
        }
        catch (TransportException)
        {
            // Nothing more arrives.
        }
    }

    public void Dispose()
    {
        _dealer.Dispose();
        _losses.Dispose();
    }

    /// <returns>Whether it was answered in time.</returns>
    private bool Greet(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        bool IsLate()
        {
            cancellationToken.ThrowIfCancellationRequested();
            CheckConnected();
            return Stopwatch.GetElapsedTime(start) > timeout;
        }

        var frame = ZeroMq.Empty();
        try
        {
            while (!_dealer.TrySend(ref frame, LookUp, more: true))
            {
                if (IsLate())
                    return false;
            }

            _dealer.TrySend(ref frame, TimeSpan.Zero, more: false);
            // What comes before was given up.
            while (!_dealer.TryReceive(ref frame, LookUp) || !frame.HasMore)
            {
                if (IsLate())
                    return false;
            }

            return _dealer.TryReceive(ref frame, LookUp);
        }
        finally
        {
            frame.Close();
        }
    }
}
