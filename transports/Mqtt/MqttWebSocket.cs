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
        Needs = Needs.Network | Needs.MqttBroker | Needs.MqttWebSocket,
        Delivery = Delivery.AtMostOnce,
        SlowResponder = SlowResponder.UnboundedQueue,
        SurvivesResponderRestart = false,
        WorkSharing = WorkSharing.ByMessage,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = false,
        Options = [MqttEnds.Mode],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken) =>
        await _ends.ServeAsync(wiring, responder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken) =>
        await _ends.ConnectAsync(wiring, cancellationToken);
}
