using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InterContainer.Transports.Http;

/// <summary>HTTP/2 without TLS, with prior knowledge (h2c), on one connection of a Unix socket: HttpClient to Kestrel.</summary>
internal sealed class Http2UnixSocket : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "http2-uds",
        Family = Family.Http,
        Summary = "POST over HTTP/2 without TLS (h2c) on one connection of a Unix socket on a shared folder, HttpClient to Kestrel; "
            + "a message is accepted when its response is back",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = HttpServer.StreamsPerConnection,
        StopAndWait = true,
        Options = [HttpServer.Inline, HttpServer.Window],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await HttpServer.StartAsync(endpoints, HttpLink.UnixSocket, HttpProtocols.Http2, responder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
        await HttpInitiator.ConnectAsync(Traits, endpoints, HttpLink.UnixSocket, HttpVersion.Version20, connectionPerRequest: false, cancellationToken);
}
