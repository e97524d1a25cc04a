using System.Buffers;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// The two ends of an MQTT transport: requests on <c>channel/request/initiator</c>, replies on <c>channel/reply/initiator</c>. That somebody
/// serves is a retained message on <c>channel/serving</c>, which the broker clears when the server dies.
/// </summary>
/// <param name="traits">The transport's.</param>
/// <param name="quality">Of every message, both ways.</param>
internal sealed class MqttEnds(Traits traits, MqttQualityOfServiceLevel quality)
{
    private static readonly TimeSpan ServingPatience = TimeSpan.FromSeconds(1);

    public async Task<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken)
    {
        var broker = Wiring.Need(wiring.Mqtt, "MQTT broker");
        var client = await ConnectAsync(broker, options => options.WithWillTopic(Serving(wiring)).WithWillRetain(), cancellationToken);
        var server = new MqttServerEnd(client, quality, Serving(wiring), responder);
        await server.StartAsync($"{wiring.Channel}/request/+", cancellationToken);
        return server;
    }

    public async Task<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var broker = Wiring.Need(wiring.Mqtt, "MQTT broker");
        var id = Guid.NewGuid().ToString("N");
        var client = await ConnectAsync(broker, options => options, cancellationToken);
        var initiator = new MqttInitiator(traits, client, quality, $"{wiring.Channel}/request/{id}", Serving(wiring));
        if (await initiator.StartAsync($"{wiring.Channel}/reply/{id}", ServingPatience, cancellationToken))
            return initiator;
        await initiator.DisposeAsync();
        throw new TransportException($"Nobody serves channel '{wiring.Channel}' at {broker.Host}:{broker.Port}.");
    }

    /// <summary>A message whose payload is set before each use.</summary>
    internal static MqttApplicationMessage Message(string topic, MqttQualityOfServiceLevel quality, bool retain = false) =>
        new() { Topic = topic, QualityOfServiceLevel = quality, Retain = retain };

    /// <exception cref="TransportException">The broker did not take the message.</exception>
    internal static async Task PublishAsync(IMqttClient client, MqttApplicationMessage message, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        message.Payload = new ReadOnlySequence<byte>(payload);
        try
        {
            await client.PublishAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Gone(e);
        }
    }

    internal static TransportException Gone(Exception? cause) =>
        new($"The connection to the MQTT broker broke: {cause?.GetBaseException().Message ?? "the broker closed it"}", cause!);

    private static string Serving(Wiring wiring) => $"{wiring.Channel}/serving";

    private static async Task<IMqttClient> ConnectAsync(
        MqttBroker broker,
        Func<MqttClientOptionsBuilder, MqttClientOptionsBuilder> more,
        CancellationToken cancellationToken)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(broker.Host, broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithCleanStart()
            // One write a packet: with no delay, two writes are two segments.
            .WithoutPacketFragmentation();
        if (broker.User is not null)
            builder = builder.WithCredentials(broker.User, broker.Password);
        var client = new MqttClientFactory().CreateMqttClient();
        try
        {
            await client.ConnectAsync(more(builder).Build(), cancellationToken);
            return client;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            client.Dispose();
            throw new TransportException($"Cannot connect to the MQTT broker at {broker.Host}:{broker.Port}: {e.GetBaseException().Message}", e);
        }
    }
}
