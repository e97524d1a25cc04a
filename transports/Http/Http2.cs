using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InterContainer.Transports.Http;

/// <summary>
/// HTTP/2 on one connection, HttpClient to Kestrel: without TLS, with prior knowledge (h2c), or with <c>tls=on</c> as browsers speak it, agreed on in the
/// handshake (ALPN).
/// </summary>
internal sealed class Http2 : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "http2",
        Family = Family.Http,
        Summary = "POST over HTTP/2 without TLS (h2c) on one connection, HttpClient to Kestrel; a message is accepted when its response is back",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = HttpServer.StreamsPerConnection,
        StopAndWait = true,
        Options = [HttpServer.Inline, HttpServer.Window, TlsCertificates.Option],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await HttpServer.StartAsync(endpoints, HttpLink.Tcp, HttpProtocols.Http2, responder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
        await HttpInitiator.ConnectAsync(Traits, endpoints, HttpLink.Tcp, HttpVersion.Version20, connectionPerRequest: false, cancellationToken);
}
