using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>What tcp and uds have in common: both ends of a listening stream socket.</summary>
internal static class StreamEnds
{
    /// <param name="listener">Made for the end point; owned from here on.</param>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="name">The end point for people.</param>
    /// <param name="serve">Makes the server of the listening socket.</param>
    /// <exception cref="TransportException">The end point is taken or cannot be used.</exception>
    public static IAsyncDisposable Listen(Socket listener, EndPoint endPoint, string name, Func<Socket, StreamServer> serve)
    {
        try
        {
            listener.Bind(endPoint);
            listener.Listen();
            return serve(listener);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new TransportException($"Cannot listen on {name}: {e.Message}", e);
        }
    }

    /// <param name="socket">Made for the end point; disposed of where connecting fails.</param>
    /// <param name="endPoint">Where the responder listens.</param>
    /// <param name="name">The end point for people.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="TransportException">No responder listens there.</exception>
    public static async Task ConnectAsync(Socket socket, EndPoint endPoint, string name, CancellationToken cancellationToken)
    {
        try
        {
            // Not ConnectAsync: after any asynchronous operation the runtime never again lets the kernel block the caller.
            await using var closing = cancellationToken.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket);
            await Task.Run(() => socket.Connect(endPoint), cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new TransportException($"Cannot connect to {name}: {e.Message}", e);
        }
    }

    /// <summary>What is in force on any socket: the sizes that the kernel gave its buffers, bytes, and that nothing but them holds a message.</summary>
    public static Dictionary<string, string> Settings(Socket socket) => new()
    {
        [Durability.Setting] = Durability.None,
        ["sendBufferBytes"] = socket.SendBufferSize.ToString(CultureInfo.InvariantCulture),
        ["receiveBufferBytes"] = socket.ReceiveBufferSize.ToString(CultureInfo.InvariantCulture),
    };
}
