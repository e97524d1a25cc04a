using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InterContainer.Transports.Http;

/// <summary>
/// Opens the client's TCP connections, as its handler asks for them, so that what is in force can be read back from their sockets. The responder's
/// name is resolved for the first one only: what a name server takes is no part of a message.
/// </summary>
internal sealed class HttpConnections(Wiring wiring)
{
    public static readonly byte[] Nothing = new byte[1];

    private EndPoint _responder = new DnsEndPoint(wiring.Host, wiring.Port);
    private int _windowBytes;
    private Task _closing = Task.CompletedTask;

    /// <summary>The latest.</summary>
    public Socket? Socket { get; private set; }

    /// <param name="onePerRequest">Whoever sends the requests calls <see cref="CloseAsync"/> after each.</param>
    public SocketsHttpHandler Handler(bool onePerRequest)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(_responder, cancellationToken);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }

                _responder = socket.RemoteEndPoint!;
                Socket = socket;
                return new NetworkStream(socket, ownsSocket: !onePerRequest);
            },
        };
        if (HttpServer.WindowBytes(wiring) is { } window)
            handler.InitialHttp2StreamWindowSize = window;
        _windowBytes = handler.InitialHttp2StreamWindowSize;
        return handler;
    }

    /// <summary>
    /// Closes the connection of a request that is over, after the responder has closed its end: whoever closes first keeps the port busy for a
    /// minute (TIME_WAIT), and this end would run out of ports. Completes before that, unless the connection before is still open.
    /// </summary>
    /// <param name="isAnswered">False: something failed, and nobody waits for the responder.</param>
    public async ValueTask CloseAsync(bool isAnswered)
    {
        await _closing;
        if (Socket is not { } socket)
            return;
        Socket = null;
        _closing = CloseOneAsync(socket, isAnswered);
    }

    /// <summary>What is in force at this end, asked of the live connection where that can be asked.</summary>
    public Dictionary<string, string> Settings(Version version)
    {
        var settings = new Dictionary<string, string>
        {
            [Durability.Setting] = Durability.None,
            ["http.version"] = version.ToString(),
            ["http.nameResolved"] = "once",
            ["noDelay"] = Socket!.NoDelay ? "true" : "false",
            ["sendBufferBytes"] = Socket.SendBufferSize.ToString(CultureInfo.InvariantCulture),
            ["receiveBufferBytes"] = Socket.ReceiveBufferSize.ToString(CultureInfo.InvariantCulture),
        };
        if (version.Major == 2)
            settings["http2.streamWindowBytes"] = _windowBytes.ToString(CultureInfo.InvariantCulture);
        return settings;
    }

    private static async Task CloseOneAsync(Socket socket, bool afterResponder)
    {
        using (socket)
        {
            try
            {
                if (afterResponder)
                    await socket.ReceiveAsync(Nothing);
            }
            catch (SocketException)
            {
                // Reset is closed as well.
            }
        }
    }
}
