using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InterContainer.Transports.Http;

/// <summary>HTTP/1.1 with a connection for each request, which the responder closes (<c>Connection: close</c>): HttpClient to Kestrel.</summary>
internal sealed class Http1Close : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "http1-close",
        Family = Family.Http,
        Summary = "POST over HTTP/1.1, a new TCP connection for each, HttpClient to Kestrel; a message is accepted when its response is back",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        StopAndWait = true,
        Options = [HttpServer.Inline],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await HttpServer.StartAsync(endpoints, HttpLink.Tcp, HttpProtocols.Http1, responder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
        await HttpInitiator.ConnectAsync(Traits, endpoints, HttpLink.Tcp, HttpVersion.Version11, connectionPerRequest: true, cancellationToken);
}
