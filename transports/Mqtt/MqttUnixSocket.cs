using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>MQTT with quality of service 0 over a Unix socket of the broker, on a folder that it shares with the two ends.</summary>
internal sealed class MqttUnixSocket : ITransport
{
    private readonly MqttEnds _ends;

    /// <summary>As the catalogue makes it.</summary>
    public MqttUnixSocket() => _ends = new MqttEnds(Traits, MqttQualityOfServiceLevel.AtMostOnce, MqttLink.UnixSocket);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "mqtt-uds",
        Family = Family.Mqtt,
        Summary = "MQTT 5 through a broker on a Unix socket, quality of service 0",
        Needs = Needs.None,
        Service = new ServiceNeed(Mosquitto.Service) { IsBySocket = true },
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
