using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>MQTT with quality of service 0 in the frames of a WebSocket, as a browser would speak it.</summary>
internal sealed class MqttWebSocket : ITransport
{
    private readonly MqttEnds _ends;

    /// <summary>As the catalogue makes it.</summary>
    public MqttWebSocket() => _ends = new MqttEnds(Traits, MqttQualityOfServiceLevel.AtMostOnce, MqttLink.WebSocket);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "mqtt-ws",
        Family = Family.Mqtt,
        Summary = "MQTT 5 through a broker over WebSocket, quality of service 0",
        Needs = Needs.None,
        // The WebSocket library of mosquitto watches the routes, and hangs up on a network that it joined after it had left another.
        Service = new ServiceNeed(Mosquitto.Service) { Port = Mosquitto.WebSocketPort, IsFresh = true },
        Delivery = Delivery.AtMostOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = false,
        Options = [MqttEnds.Mode],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await _ends.ServeAsync(endpoints, responder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
        await _ends.ConnectAsync(endpoints, cancellationToken);
}
