using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// MQTT with quality of service 1: the broker acknowledges each message to its sender, and the responder to the broker once it has answered. The
/// broker keeps in memory what a dead responder has not acknowledged; it may come again.
/// </summary>
internal sealed class MqttQos1 : ITransport
{
    private readonly MqttEnds _ends;

    /// <summary>As the catalogue makes it.</summary>
    public MqttQos1() => _ends = new MqttEnds(Traits, MqttQualityOfServiceLevel.AtLeastOnce);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "mqtt-qos1",
        Family = Family.Mqtt,
        Summary = "MQTT 5 through a broker, quality of service 1: acknowledged hop by hop, sent again where in doubt",
        Needs = Needs.None,
        Service = new ServiceNeed(Mosquitto.Service),
        Delivery = Delivery.AtLeastOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = false,
        Options = [MqttEnds.Inflight, MqttEnds.Mode, Mosquitto.Persistence, TlsCertificates.Option],
    };

    /// <inheritdoc/>
    public Traits TraitsWith(IReadOnlyDictionary<string, string> options) =>
        Traits with { Service = Mosquitto.With(options), SurvivesServiceRestart = options[Mosquitto.Persistence.Name] == "on" };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await _ends.ServeAsync(endpoints, responder, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
        await _ends.ConnectAsync(endpoints, cancellationToken);
}
