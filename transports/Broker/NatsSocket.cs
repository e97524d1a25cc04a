using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using InterContainer.Transports.Sockets;
using NATS.Client.Core;

namespace InterContainer.Transports.Broker;

/// <summary>
/// The library's socket with <see cref="RuntimeMode.SingleThread"/>. The library sends from one task of the pool and receives in another. With the runtime's
/// own waiting each message wakes the thread that sees sockets' events, which wakes the pool's. Here the pool's only thread, once everything else is done,
/// sleeps in the kernel's poll call itself, for a millisecond at most: so long may a message wait that another thread sends. Then the runtime waits.
/// </summary>
internal sealed class NatsSocket : INatsSocketConnection
{
    private const int PollMicroseconds = 1000;

    private readonly Socket _socket;
    private readonly Receiving _receiving;

    private NatsSocket(Socket socket)
    {
        _socket = socket;
        _receiving = new Receiving(socket);
    }

    /// <inheritdoc/>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer)
    {
        var sent = _socket.Send(buffer.Span, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return await _socket.SendAsync(buffer);
        return error == SocketError.Success ? sent : throw new SocketException((int)error);
    }

    /// <inheritdoc/>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var received = _socket.Receive(buffer.Span, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => new(received),
            SocketError.WouldBlock => _receiving.Begin(buffer),
            _ => throw new SocketException((int)error),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        WaitingSocket.Close(_socket);
        return default;
    }

    /// <summary>Makes them for a connection.</summary>
    public sealed class Factory : INatsSocketConnectionFactory
    {
        /// <inheritdoc/>
        public async ValueTask<INatsSocketConnection> ConnectAsync(Uri uri, NatsOpts opts, CancellationToken cancellationToken)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(uri.Host, uri.Port, cancellationToken);
                socket.Blocking = false;
                return new NatsSocket(socket);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>A wait for bytes, behind all that the pool has to do. One at a time, and nothing is allocated for it.</summary>
    private sealed class Receiving(Socket socket) : IThreadPoolWorkItem, IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> _core;
        private Memory<byte> _buffer;

        public ValueTask<int> Begin(Memory<byte> buffer)
        {
            _core.Reset();
            _buffer = buffer;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return new ValueTask<int>(this, _core.Version);
        }

        public void Execute()
        {
            try
            {
                if (!socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                {
                    _ = AwaitAsync();
                    return;
                }

                var received = socket.Receive(_buffer.Span, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                    _ = AwaitAsync();
                else if (error == SocketError.Success)
                    _core.SetResult(received);
                else
                    _core.SetException(new SocketException((int)error));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _core.SetException(e);
            }
        }

        public int GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        private async Task AwaitAsync()
        {
            int received;
            try
            {
                received = await socket.ReceiveAsync(_buffer);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                _core.SetException(e);
                return;
            }

            _core.SetResult(received);
        }
    }
}
