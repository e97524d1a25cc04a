using System.Collections.Concurrent;
using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>Answers framed messages on every connection that a listening socket accepts.</summary>
internal sealed class StreamServer : IServing
{
    private readonly Socket _listener;
    private readonly Func<Socket, ValueTask<StreamFraming>> _frame;
    private readonly IResponder _responder;
    private readonly ConcurrentDictionary<Socket, bool> _connections = new();
    private readonly ServingLoops _loops = new();
    private readonly Task _accepting;
    private volatile bool _isStopped;

    /// <param name="listener">Bound and listening; owned from here on.</param>
    /// <param name="frame">Makes the framing of an accepted connection, which owns the socket from there on.</param>
    /// <param name="responder">Answers.</param>
    public StreamServer(Socket listener, Func<Socket, ValueTask<StreamFraming>> frame, IResponder responder)
    {
        _listener = listener;
        _frame = frame;
        _responder = responder;
        _accepting = _loops.Watch(AcceptAsync());
    }

    public Task Serving => _loops.Failure;

    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        _listener.Dispose();
        // Why it ended is told where it served.
        await Task.WhenAny(_accepting);
        foreach (var socket in _connections.Keys)
            WaitingSocket.Close(socket);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync();
            }
            catch (Exception e) when (_isStopped && e is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // The initiator left while it waited.
                continue;
            }
            catch (SocketException e)
            {
                throw new TransportException($"The listening socket failed: {e.Message}", e);
            }

            _connections.TryAdd(socket, true);
            // A thread of its own, because a blocking connection holds it.
            _ = _loops.Watch(Task.Factory
                .StartNew(() => AnswerAsync(socket), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .Unwrap());
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        StreamFraming? connection = null;
        var reply = new byte[1024];
        try
        {
            connection = await _frame(socket);
            while (await connection.ReadAsync(CancellationToken.None) is { } message)
            {
                if (reply.Length < message.Length)
                    reply = new byte[message.Length];
                var length = _responder.Respond(message.Span, reply);
                if (length != IResponder.NoReply)
                    await connection.WriteAsync(reply.AsMemory(0, length), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TransportException)
        {
            // The initiator is gone or talks another protocol: its connection ends, the others go on.
        }
        finally
        {
            _connections.TryRemove(socket, out _);
            connection?.Dispose();
            socket.Dispose();
        }
    }
}
