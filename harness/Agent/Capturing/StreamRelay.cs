using System.Net;
using System.Net.Sockets;

namespace InterContainer.Agent.Capturing;

/// <summary>Listens, hands what comes on to the real end point and back, and records it: TCP, or Unix sockets.</summary>
internal sealed class StreamRelay : IAsyncDisposable
{
    private readonly EndPoint _real;
    private readonly Recording _recording;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="listenOn">Where an initiator finds it.</param>
    /// <param name="real">Where it would have gone.</param>
    /// <param name="recording">Of all connections.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public StreamRelay(EndPoint listenOn, EndPoint real, Recording recording)
    {
        _real = real;
        _recording = recording;
        _listener = NewSocket(listenOn);
        try
        {
            _listener.Bind(listenOn);
            _listener.Listen();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static Socket NewSocket(EndPoint endPoint) => endPoint is UnixDomainSocketEndPoint
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(RelayAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket accepted)
    {
        using var near = new NetworkStream(accepted, ownsSocket: true);
        try
        {
            if (_real is not UnixDomainSocketEndPoint)
                accepted.NoDelay = true;
            var socket = NewSocket(_real);
            using var far = new NetworkStream(await ConnectedAsync(socket), ownsSocket: true);
            await Task.WhenAll(CopyAsync(near, far, _recording.AddThere), CopyAsync(far, near, _recording.AddBack));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // One end is gone: so is the other, in a moment.
        }
    }

    private async Task<Socket> ConnectedAsync(Socket socket)
    {
        try
        {
            await socket.ConnectAsync(_real, _stop.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Action<ReadOnlySpan<byte>> record)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            record(buffer.AsSpan(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }

        to.Socket.Shutdown(SocketShutdown.Send);
    }
}
