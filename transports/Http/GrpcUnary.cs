namespace InterContainer.Transports.Http;

/// <summary>gRPC over TCP: <see cref="GrpcCalls"/>.</summary>
internal sealed class GrpcUnary : ITransport
{
    private readonly GrpcCalls _calls;

    /// <summary>As the catalogue makes it.</summary>
    public GrpcUnary() => _calls = new GrpcCalls(Traits, HttpLink.Tcp);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "grpc",
        Family = Family.Http,
        Summary = "gRPC over HTTP/2 without TLS (h2c): unary calls for requests, one client stream for messages; "
            + "a message is accepted when flow control lets it go",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = HttpServer.StreamsPerConnection,
        Options = [HttpServer.Inline, HttpServer.Window],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await _calls.ServeAsync(endpoints, responder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
        await _calls.ConnectAsync(endpoints, cancellationToken);
}
