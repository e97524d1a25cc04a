using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InterContainer.Transports.Http;

/// <summary>A WebSocket for each initiator, ClientWebSocket to Kestrel: each message is a binary one, in a frame of its own.</summary>
internal sealed class HttpWebSocket : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "websocket",
        Family = Family.Http,
        Summary = "binary messages on a WebSocket, ClientWebSocket to Kestrel; a message is accepted when the kernel has taken it",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        Options = [HttpServer.Inline],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await HttpServer.StartAsync(
            endpoints,
            HttpLink.Tcp,
            HttpProtocols.Http1,
            _ => { },
            application =>
            {
                application.UseWebSockets();
                application.MapGet("/", context => AnswerAsync(context, responder));
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var connections = new HttpConnections(endpoints, HttpLink.Tcp);
        var client = new HttpMessageInvoker(connections.Handler(onePerRequest: false));
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new UriBuilder(connections.Address) { Scheme = Uri.UriSchemeWs }.Uri, client, cancellationToken);
            var settings = connections.Settings(HttpVersion.Version11);
            settings["websocket.keepAliveMs"] = Milliseconds(socket.Options.KeepAliveInterval);
            settings["websocket.compression"] = socket.Options.DangerousDeflateOptions is null ? "off" : "on";
            HttpServer.ReadSettings(socket.HttpResponseHeaders![HttpServer.SettingsHeader], settings);
            return MessageStream.Initiator(Traits, new Messages(socket, client, settings, Traits.MaxPayloadBytes), endpoints);
        }
        catch (Exception e)
        {
            socket.Dispose();
            client.Dispose();
            if (e is WebSocketException)
                throw new TransportException($"Cannot reach {connections.Place}: {e.InnerException?.Message ?? e.Message}", e);
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext context, IResponder responder)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        HttpServer.TellSettings(context);
        context.Response.Headers[HttpServer.SettingsHeader] +=
            $";server.websocket.keepAliveMs={Milliseconds(context.RequestServices.GetRequiredService<IOptions<WebSocketOptions>>().Value.KeepAliveInterval)}";
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var received = new Received(socket, Traits.MaxPayloadBytes);
        var reply = new byte[1024];
        try
        {
            while (await received.NextAsync(CancellationToken.None) is { } message)
            {
                if (reply.Length < message.Length)
                    reply = new byte[message.Length];
                var length = responder.Respond(message.Span, reply);
                if (length != IResponder.NoReply)
                    await socket.SendAsync(reply.AsMemory(0, length), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or TransportException or OperationCanceledException)
        {
            // The initiator is gone or sends too much, or serving ends: its connection ends, the others go on.
        }
    }

    private static string Milliseconds(TimeSpan interval) => interval.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts messages together from what is received of them at once.</summary>
    private sealed class Received(WebSocket socket, int maxMessageBytes)
    {
        private byte[] _buffer = new byte[64 * 1024];

        /// <summary>The next message, valid until the next call; null when the other end closes.</summary>
        /// <exception cref="TransportException">It is too large.</exception>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
        {
            var length = 0;
            while (true)
            {
                var part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                length += part.Count;
                if (part.EndOfMessage)
                    return _buffer.AsMemory(0, length);
                if (length == maxMessageBytes)
                    throw new TransportException($"The peer sends a message of more than {maxMessageBytes} bytes.");
                if (length == _buffer.Length)
                    Array.Resize(ref _buffer, Math.Min(2 * length, maxMessageBytes));
            }
        }
    }

    private sealed class Messages(ClientWebSocket socket, HttpMessageInvoker client, IReadOnlyDictionary<string, string> settings, int maxMessageBytes)
        : MessageStream
    {
        private readonly Received _received = new(socket, maxMessageBytes);

        public override IReadOnlyDictionary<string, string> Settings => settings;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            // Given the token, the client would break the connection. It has copied the message before it waits.
            var sending = socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            return sending.IsCompletedSuccessfully ? sending : new ValueTask(sending.AsTask().WaitAsync(cancellationToken));
        }

        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken) => _received.NextAsync(cancellationToken);

        public override Task EndAsync(CancellationToken cancellationToken) =>
            socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

        public override TransportException? Gone(Exception cause) =>
            cause is WebSocketException or ObjectDisposedException ? new($"The WebSocket broke: {cause.Message}", cause) : null;

        public override void Dispose()
        {
            socket.Abort();
            socket.Dispose();
            client.Dispose();
        }
    }
}
