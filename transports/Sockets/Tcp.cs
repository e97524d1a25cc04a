using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>A TCP connection for each initiator; messages are prefixed with their length.</summary>
public sealed class Tcp : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "tcp",
        Family = Family.Sockets,
        Summary = "a TCP connection, length-prefixed messages, no delay",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnce,
        SlowResponder = SlowResponder.BackPressure,
        SurvivesResponderRestart = false,
        Options = [TransportOption.OneOf("mode", "async", "blocking")],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken)
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Parse(wiring.Host), wiring.Port));
            listener.Listen();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new TransportException($"Cannot listen on {wiring.Host}:{wiring.Port}: {e.Message}", e);
        }

        return new(new StreamServer(listener, socket => Frame(socket, wiring), responder));
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(wiring.Host, wiring.Port, cancellationToken);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new TransportException($"Cannot connect to {wiring.Host}:{wiring.Port}: {e.Message}", e);
        }

        var framing = Frame(socket, wiring);
        return new StreamInitiator(Traits, framing, new Dictionary<string, string>
        {
            ["noDelay"] = socket.NoDelay ? "true" : "false",
            ["sendBufferBytes"] = socket.SendBufferSize.ToString(CultureInfo.InvariantCulture),
            ["receiveBufferBytes"] = socket.ReceiveBufferSize.ToString(CultureInfo.InvariantCulture),
        });
    }

    private StreamFraming Frame(Socket socket, Wiring wiring)
    {
        socket.NoDelay = true;
        var mode = wiring.Options["mode"] == "blocking" ? WaitMode.Blocking : WaitMode.Async;
        return new StreamFraming(socket, mode, Traits.MaxPayloadBytes);
    }
}
