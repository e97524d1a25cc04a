using System.Net;
using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// A TCP connection for each initiator; messages are prefixed with their length, and each is one system call. <c>mode</c> is how both ends wait.
/// <c>blocking</c>: in the kernel. <c>adaptive</c>: too, but while messages follow one another closely it polls for some 30 µs first, where no other
/// connection of its process would wait for the processor. <c>spin</c>: never, at the price of a core an end. <c>async</c>: in the runtime's event loop
/// and its pool. <c>inline</c>: in the event loop alone (<see cref="RuntimeMode"/>). <c>nagle=on</c> lets the kernel put small messages together while
/// earlier ones are not acknowledged: still a system call a message, but not a packet. <c>tls=on</c> encrypts with <see cref="System.Net.Security.SslStream"/>,
/// and waits as <c>mode</c> says: a system call is a record then, of 16 KiB at most. The responder sends an empty message first, behind its session tickets: an
/// initiator that never reads would leave them unread, and its closing would reset the connection.
/// </summary>
internal sealed class Tcp : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "tcp",
        Family = Family.Sockets,
        Summary = "a TCP connection, length-prefixed messages, no delay",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        Options = [WaitModes.Option, TransportOption.OneOf("nagle", "off", "on"), TlsCertificates.Option],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var tls = TlsCertificates.Of(endpoints)?.ServerOptions();
        return new(StreamEnds.Listen(
            new Socket(SocketType.Stream, ProtocolType.Tcp),
            new IPEndPoint(IPAddress.Parse(endpoints.Host), endpoints.Port),
            $"{endpoints.Host}:{endpoints.Port}",
            listener => new StreamServer(
                listener,
                socket => tls is null ? new(new StreamFraming(Wait(socket, endpoints, asks: false), Traits.MaxPayloadBytes)) : AcceptAsync(socket, endpoints, tls),
                responder)));
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var tls = TlsCertificates.Of(endpoints)?.ClientOptions();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var name = $"{endpoints.Host}:{endpoints.Port}";
        await StreamEnds.ConnectAsync(socket, new DnsEndPoint(endpoints.Host, endpoints.Port), name, cancellationToken);
        var waiting = Wait(socket, endpoints, asks: true);
        var settings = StreamEnds.Settings(socket);
        settings["noDelay"] = socket.NoDelay ? "true" : "false";
        if (tls is null)
            return StreamInitiator.Of(Traits, new StreamFraming(waiting, Traits.MaxPayloadBytes), settings, endpoints);
        // It may block.
        var encrypted = await Task.Run(() => TlsStream.ConnectAsync(waiting, tls, name, cancellationToken), cancellationToken);
        return StreamInitiator.Of(Traits, framing, settings.Concat(encrypted.Settings).ToDictionary(), endpoints);
    }

    private static WaitingSocket Wait(Socket socket, PairEndpoints endpoints, bool asks)
    {
        socket.NoDelay = endpoints.Options["nagle"] == "off";
        return new WaitingSocket(socket, WaitModes.Of(endpoints), asks, endpoints.InFlight > 1);
    }
}
