using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// MQTT with quality of service 2: handed over hop by hop in four packets, exactly once between two ends that live. One message after another: the
/// client library would not keep the order of more at once. A responder that dies after it has answered a message and before it has told the
/// broker so is handed it again when it takes up its channel.
/// </summary>
internal sealed class MqttQos2 : ITransport
{
    private readonly MqttEnds _ends;

    /// <summary>As the catalogue makes it.</summary>
    public MqttQos2() => _ends = new MqttEnds(Traits, MqttQualityOfServiceLevel.ExactlyOnce);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "mqtt-qos2",
        Family = Family.Mqtt,
        Summary = "MQTT 5 through a broker, quality of service 2: handed over in four packets, exactly once",
        Needs = Needs.None,
        Service = new ServiceNeed(Mosquitto.Service),
        Delivery = Delivery.ExactlyOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
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
