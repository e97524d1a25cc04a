using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>MQTT with quality of service 0: handed to the broker, never acknowledged.</summary>
internal sealed class MqttQos0 : ITransport
{
    private readonly MqttEnds _ends;

    /// <summary>As the catalogue makes it.</summary>
    public MqttQos0() => _ends = new MqttEnds(Traits, MqttQualityOfServiceLevel.AtMostOnce);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "mqtt-qos0",
        Family = Family.Mqtt,
        Summary = "MQTT 5 through a broker, quality of service 0: handed over, never acknowledged",
        Needs = Needs.None,
        Service = new ServiceNeed(Mosquitto.Service),
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
