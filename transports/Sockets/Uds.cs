using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// A Unix domain stream socket on the shared folder, named after the channel; framing and <c>mode</c> are those of <see cref="Tcp"/>. The path is no
/// longer than <see cref="UnixSocketPath"/> allows. What a killed responder left is replaced.
/// </summary>
internal sealed class Uds : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "uds",
        Family = Family.Sockets,
        Summary = "a Unix domain socket on a shared folder, length-prefixed messages",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        Options = [WaitModes.Option],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var path = SocketPath(endpoints);
        RemoveAbandoned(path);
        // The runtime removes the file when the listening socket is disposed of.
        return new(StreamEnds.Listen(NewSocket(), new UnixDomainSocketEndPoint(path), path, listener =>
            new StreamServer(listener, socket => new(Frame(socket, endpoints, asks: false)), responder)));
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var path = SocketPath(endpoints);
        var socket = NewSocket();
        await StreamEnds.ConnectAsync(socket, new UnixDomainSocketEndPoint(path), path, cancellationToken);
        return StreamInitiator.Of(Traits, Frame(socket, endpoints, asks: true), StreamEnds.Settings(socket), endpoints);
    }

    private static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private static string SocketPath(PairEndpoints endpoints) =>
        UnixSocketPath.Check(Path.Combine(PairEndpoints.Need(endpoints.SharedFolder, "shared folder"), $"{endpoints.Channel}.sock"));

    private static void RemoveAbandoned(string path)
    {
        if (!File.Exists(path))
            return;
        using var socket = NewSocket();
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new TransportException($"Cannot listen on {path}: {e.Message}", e);
        }

        throw new TransportException($"Another responder serves on {path} already.");
    }

    private StreamFraming Frame(Socket socket, PairEndpoints endpoints, bool asks) =>
        new(new WaitingSocket(socket, WaitModes.Of(endpoints), asks, endpoints.InFlight > 1), Traits.MaxPayloadBytes);
}
