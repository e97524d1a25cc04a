using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using InterContainer.Transports.Sockets;

namespace InterContainer.Transports.Http;

/// <summary>
/// Opens the client's connections, as its handler asks for them, so that what is in force can be read back from their sockets. The responder's name is
/// resolved for the first one only: what a name server takes is no part of a message.
/// </summary>
internal sealed class HttpConnections(PairEndpoints endpoints, HttpLink link)
{
    public static readonly byte[] Nothing = new byte[1];

    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(1);

    private EndPoint _responder = link == HttpLink.UnixSocket
        ? new UnixDomainSocketEndPoint(SocketFile.PathOf(endpoints))
        : new DnsEndPoint(endpoints.Host, endpoints.Port);

    private int _windowBytes;
    private readonly List<Task> _closing = [];

    private Dictionary<string, string>? _first;
    private Dictionary<string, string> _negotiated = [];

    /// <summary>
    /// Where requests go, as the client is to name it. With TLS, that is what the responder's certificate is for, wherever the responder is. Of a Unix
    /// socket it says nothing, but HTTP wants a host.
    /// </summary>
    public Uri Address { get; } = (link, TlsCertificates.Of(endpoints)) switch
    {
        (HttpLink.UnixSocket, _) => new("http://localhost/"),
        (_, null) => new($"http://{endpoints.Host}:{endpoints.Port}/"),
        _ => new($"https://{TlsCertificates.HostName}:{endpoints.Port}/"),
    };

    /// <summary>The responder's place for people.</summary>
    public string Place { get; } = link == HttpLink.UnixSocket ? SocketFile.PathOf(endpoints) : $"http://{endpoints.Host}:{endpoints.Port}/";

    /// <param name="onePerRequest">Whether the responder closes each connection after one request.</param>
    public SocketsHttpHandler Handler(bool onePerRequest)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            // A pair that is left alone is not to connect anew.
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = link == HttpLink.UnixSocket ? SocketFile.NewSocket() : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
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
                // A connection of one request is closed before it could be asked.
                _first ??= SettingsOf(socket);
                return onePerRequest ? new ClosedByResponder(socket, this) : new NetworkStream(socket, ownsSocket: true);
            },
        };
        if (TlsCertificates.Of(endpoints) is { } certificates)
        {
            handler.SslOptions = certificates.ClientOptions();
            handler.PlaintextStreamFilter = (context, _) =>
            {
                _negotiated = TlsCertificates.Settings((SslStream)context.PlaintextStream);
                return new(context.PlaintextStream);
            };
        }

        if (HttpServer.WindowBytes(endpoints) is { } window)
            handler.InitialHttp2StreamWindowSize = window;
        _windowBytes = handler.InitialHttp2StreamWindowSize;
        return handler;
    }

    /// <summary>Completes when every connection is closed that was given back.</summary>
    public Task ClosedAsync()
    {
        lock (_closing)
            return Task.WhenAll(_closing);
    }

    /// <summary>What is in force at this end, asked of the first connection when it stood.</summary>
    public Dictionary<string, string> Settings(Version version)
    {
        var settings = new Dictionary<string, string>(_first!)
        {
            [Durability.Setting] = Durability.None,
            ["http.version"] = version.ToString(),
        };
        foreach (var (name, value) in _negotiated)
            settings[name] = value;
        if (link == HttpLink.Tcp)
            settings["http.nameResolved"] = "once";
        if (version.Major == 2)
            settings["http2.streamWindowBytes"] = _windowBytes.ToString(CultureInfo.InvariantCulture);
        return settings;
    }

    private Dictionary<string, string> SettingsOf(Socket socket)
    {
        var settings = new Dictionary<string, string>();
        if (link == HttpLink.Tcp)
            settings["noDelay"] = socket.NoDelay ? "true" : "false";
        settings["sendBufferBytes"] = socket.SendBufferSize.ToString(CultureInfo.InvariantCulture);
        settings["receiveBufferBytes"] = socket.ReceiveBufferSize.ToString(CultureInfo.InvariantCulture);
        return settings;
    }

    private void Close(Socket socket)
    {
        lock (_closing)
        {
            _closing.RemoveAll(closing => closing.IsCompleted);
            _closing.Add(CloseAsync(socket));
        }
    }

    private static async Task CloseAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await socket.ReceiveAsync(Nothing).WaitAsync(ClosingTimeout);
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                // Reset is closed as well, and a responder that is gone closes nothing.
            }
        }
    }

    /// <summary>
    /// A connection of one request, closed when the responder has closed its end: the end that closes first keeps the port busy for a minute (TIME_WAIT), and
    /// this one would run out of ports. The client gives it back before that.
    /// </summary>
    private sealed class ClosedByResponder(Socket socket, HttpConnections connections) : NetworkStream(socket, ownsSocket: false)
    {
        private int _isGivenBack;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing && Interlocked.Exchange(ref _isGivenBack, 1) == 0)
                connections.Close(Socket);
        }
    }
}

/// <summary>What carries HTTP.</summary>
internal enum HttpLink
{
    Tcp,
    UnixSocket,
}
