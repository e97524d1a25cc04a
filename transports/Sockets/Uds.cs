using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// A Unix domain stream socket on the shared folder, named after the channel; framing and <c>mode</c> are those of <see cref="Tcp"/>. What a killed
/// responder left is replaced.
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
        var path = SocketFile.PathOf(endpoints);
        SocketFile.RemoveAbandoned(path);
        return new(StreamEnds.Listen(SocketFile.NewSocket(), new UnixDomainSocketEndPoint(path), path, listener =>
            new StreamServer(listener, socket => new(Frame(socket, endpoints, asks: false)), responder)));
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var path = SocketFile.PathOf(endpoints);
        var socket = SocketFile.NewSocket();
        await StreamEnds.ConnectAsync(socket, new UnixDomainSocketEndPoint(path), path, cancellationToken);
        return StreamInitiator.Of(Traits, Frame(socket, endpoints, asks: true), StreamEnds.Settings(socket), endpoints);
    }

    private StreamFraming Frame(Socket socket, PairEndpoints endpoints, bool asks) =>
        new(new WaitingSocket(socket, WaitModes.Of(endpoints), asks, endpoints.InFlight > 1), Traits.MaxPayloadBytes);
}
