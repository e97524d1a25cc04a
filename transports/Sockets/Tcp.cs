using System.Net;
using System.Net.Security;
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
            listener => new StreamServer(listener, socket => AcceptAsync(Wait(socket, endpoints, asks: false), tls), responder)));
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var tls = TlsCertificates.Of(endpoints)?.ClientOptions();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await StreamEnds.ConnectAsync(socket, new DnsEndPoint(endpoints.Host, endpoints.Port), $"{endpoints.Host}:{endpoints.Port}", cancellationToken);
        var waiting = Wait(socket, endpoints, asks: true);
        var settings = StreamEnds.Settings(socket);
        settings["noDelay"] = socket.NoDelay ? "true" : "false";
        if (tls is null)
            return StreamInitiator.Of(Traits, new StreamFraming(waiting, Traits.MaxPayloadBytes), settings, endpoints);
        // Its waits may hold the thread.
        var (framing, negotiated) = await Task.Run(() => EncryptAsync(waiting, tls, endpoints, cancellationToken), cancellationToken);
        return StreamInitiator.Of(Traits, framing, settings.Concat(negotiated).ToDictionary(), endpoints);
    }

    private static WaitingSocket Wait(Socket socket, PairEndpoints endpoints, bool asks)
    {
        socket.NoDelay = endpoints.Options["nagle"] == "off";
        return new WaitingSocket(socket, WaitModes.Of(endpoints), asks, endpoints.InFlight > 1);
    }

    private ValueTask<StreamFraming> AcceptAsync(WaitingSocket socket, SslServerAuthenticationOptions? tls) =>
        tls is null ? new(new StreamFraming(socket, Traits.MaxPayloadBytes)) : EncryptAsync(socket, tls);

    private async ValueTask<StreamFraming> EncryptAsync(WaitingSocket socket, SslServerAuthenticationOptions tls)
    {
        try
        {
            var framing = new StreamFraming(socket, Traits.MaxPayloadBytes, await TlsStream.AcceptAsync(socket, tls));
            await framing.WriteAsync(ReadOnlyMemory<byte>.Empty, CancellationToken.None);
            return framing;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<(StreamFraming Framing, IEnumerable<KeyValuePair<string, string>> Negotiated)> EncryptAsync(
        WaitingSocket socket, SslClientAuthenticationOptions tls, PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        try
        {
            await using var closing = cancellationToken.UnsafeRegister(static s => ((WaitingSocket)s!).Dispose(), socket);
            var encrypted = await TlsStream.ConnectAsync(socket, tls, cancellationToken);
            var framing = new StreamFraming(socket, Traits.MaxPayloadBytes, encrypted);
            return await framing.ReadAsync(cancellationToken) is null ? throw StreamInitiator.Closed() : (framing, encrypted.Settings);
        }
        catch (Exception e)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw e is TransportException or SocketException
                ? new TransportException($"Cannot connect to {endpoints.Host}:{endpoints.Port}: {e.Message}", e)
                : e;
        }
    }
}
