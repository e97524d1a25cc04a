using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using MQTTnet.Channel;

namespace InterContainer.Transports.Mqtt;

/// <summary>Makes the connections that MQTTnet speaks on, with the socket options that its own have, and reads ahead on them.</summary>
/// <param name="bufferBytes">Of the socket, each way.</param>
/// <param name="webSocket">Where the broker is asked for a WebSocket; null: it is not.</param>
internal sealed class MqttConnections(int bufferBytes, Uri? webSocket = null) : IMqttClientStreamProvider
{
    private const string Subprotocol = "mqtt";

    /// <inheritdoc/>
    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken) =>
        new ReadAheadStream(webSocket is null ? await OpenAsync(brokerEndPoint, cancellationToken) : await UpgradeAsync(webSocket, cancellationToken));

    private async Task<Stream> OpenAsync(EndPoint place, CancellationToken cancellationToken)
    {
        var isUnix = place is UnixDomainSocketEndPoint;
        var socket = isUnix ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            (socket.ReceiveBufferSize, socket.SendBufferSize) = (bufferBytes, bufferBytes);
            if (!isUnix)
                socket.NoDelay = true;
            await socket.ConnectAsync(place, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> UpgradeAsync(Uri uri, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(Subprotocol);
            await socket.ConnectAsync(uri, cancellationToken);
            return WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
