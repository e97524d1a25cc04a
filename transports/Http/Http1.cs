using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InterContainer.Transports.Http;

/// <summary>HTTP/1.1 with a connection that is kept alive: HttpClient to Kestrel.</summary>
internal sealed class Http1 : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "http1",
        Family = Family.Http,
        Summary = "POST over HTTP/1.1 on a kept-alive connection, HttpClient to Kestrel; a message is accepted when its response is back",
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
        await HttpInitiator.ConnectAsync(Traits, endpoints, HttpLink.Tcp, HttpVersion.Version11, connectionPerRequest: false, cancellationToken);
}
