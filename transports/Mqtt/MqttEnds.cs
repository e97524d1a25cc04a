using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using InterContainer.Transports.Sockets;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// The two ends of an MQTT transport: requests on <c>channel/request/initiator</c>, replies on <c>channel/reply/initiator</c>. A retained
/// message on <c>channel/serving</c> announces the responder; the broker clears it when the responder dies. Several responders share one subscription
/// (MQTT 5.0, 4.8.2), and the first announces all.
/// </summary>
/// <param name="traits">The transport's.</param>
/// <param name="quality">Of every message, both ways.</param>
/// <param name="link">How the broker is reached.</param>
internal sealed class MqttEnds(Traits traits, MqttQualityOfServiceLevel quality, MqttLink link = MqttLink.Tcp)
{
    /// <summary>How many messages may be unacknowledged at once. The default is what most brokers allow a client.</summary>
    public static readonly TransportOption Inflight = TransportOption.WholeNumber("inflight", 20, 1, 1000);

    /// <summary>
    /// The runtime's pool by default. With a single thread: the library hands what arrives from one task to the next, and a second thread that wakes for
    /// it is in the way of the broker and the other end.
    /// </summary>
    public static readonly TransportOption Mode = TransportOption.OneOf(RuntimeMode.OptionName, RuntimeMode.Async, RuntimeMode.SingleThread);

    // How long the broker keeps what has not been delivered to a server that died, in seconds.
    private const uint SessionSeconds = 3600;

    // The library's 8 KiB are less than one segment of loopback: large messages then wait for TCP's timers.
    private const int SocketBufferBytes = 1024 * 1024;

    private const string ServingLevel = "/serving";

    private static readonly TimeSpan ServingTimeout = TimeSpan.FromSeconds(1);

    public async Task<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var speaks = endpoints.ResponderIndex == 0;
        var id = $"{endpoints.Channel}_responder{(speaks ? "" : $"_{endpoints.ResponderIndex}")}";
        // mosquitto 2.0 writes no session to its file that began with a clean start, whatever its expiry (persist_write.c). So it is ended before.
        var isWritten = endpoints.Options.GetValueOrDefault(Mosquitto.Persistence.Name) == "on";
        if (isWritten && !endpoints.RecoversState)
            await EndSessionAsync(endpoints, id, cancellationToken);
        var client = new MqttClientFactory().CreateMqttClient();
        // It listens before it connects: with a session that is taken up, messages come at once.
        var server = new MqttServerEnd(client, quality, speaks ? Serving(endpoints) : null, responder);
        var accepted = await ConnectAsync(client, endpoints, options =>
        {
            options = options
                .WithClientId(id)
                .WithCleanStart(!isWritten && !endpoints.RecoversState)
                .WithSessionExpiryInterval(quality == MqttQualityOfServiceLevel.AtMostOnce ? 0 : SessionSeconds);
            return speaks ? options.WithWillTopic(Serving(endpoints)).WithWillRetain() : options;
        }, cancellationToken);
        if (endpoints.Responders > 1 && !accepted.SharedSubscriptionAvailable)
        {
            client.Dispose();
            throw new TransportException("The MQTT broker has no shared subscriptions, which several responders need: use one that has (MQTT 5.0, 4.8.2).");
        }

        try
        {
            await server.StartAsync($"{(endpoints.Responders > 1 ? $"$share/{endpoints.Channel}/" : "")}{endpoints.Channel}/request/+", cancellationToken);
            return server;
        }
        catch (MqttCommunicationException e)
        {
            client.Dispose();
            throw Gone(e);
        }
    }

    public async Task<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        var client = new MqttClientFactory().CreateMqttClient();
        var accepted = await ConnectAsync(client, endpoints, options => options.WithCleanStart(), cancellationToken);
        var inflight = quality switch
        {
            MqttQualityOfServiceLevel.AtMostOnce => 0,
            MqttQualityOfServiceLevel.AtLeastOnce => endpoints.WholeNumber(Inflight.Name),
            // The broker hands a message on when it is released, and the library releases those in flight in no order.
            _ => 1,
        };
        if (accepted.ReceiveMaximum is { } most and > 0)
            inflight = Math.Min(inflight, most);
        var settings = new Lazy<IReadOnlyDictionary<string, string>>(() => Settings(inflight, Port(endpoints)));
        var requests = $"{endpoints.Channel}/request/{id}";
        IInitiator initiator = endpoints.InFlight == 1
            ? new MqttInitiator(traits, client, quality, inflight, requests, settings)
            : new MqttConcurrent(traits, client, quality, inflight, endpoints.InFlight, requests, settings);
        try
        {
            if (await IsServedAsync(client, Serving(endpoints), $"{endpoints.Channel}/reply/{id}", cancellationToken))
                return initiator;
        }
        catch (MqttCommunicationException e)
        {
            client.Dispose();
            throw Gone(e);
        }

        await initiator.DisposeAsync();
        throw new TransportException($"No responder serves channel '{endpoints.Channel}' at the MQTT broker.");
    }

    /// <summary>Subscribes to replies; false where nothing serves.</summary>
    private async Task<bool> IsServedAsync(IMqttClient client, string serving, string replies, CancellationToken cancellationToken)
    {
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task SeeAsync(MqttApplicationMessageReceivedEventArgs arrival)
        {
            // Empty: the server has just gone.
            if (arrival.ApplicationMessage.Topic == serving && !arrival.ApplicationMessage.Payload.IsEmpty)
                served.TrySetResult();
            return Task.CompletedTask;
        }

        client.ApplicationMessageReceivedAsync += SeeAsync;
        try
        {
            await client.SubscribeAsync(replies, quality, cancellationToken);
            await client.SubscribeAsync(serving, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);
            await Task.WhenAny(served.Task, Task.Delay(ServingTimeout, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            return served.Task.IsCompleted;
        }
        finally
        {
            client.ApplicationMessageReceivedAsync -= SeeAsync;
        }
    }

    // Read on demand: it takes longer than to connect. inflight 0: nothing is acknowledged. port null: the broker is not reached over TCP.
    private Dictionary<string, string> Settings(int inflight, int? port)
    {
        var settings = new Dictionary<string, string>
        {
            // What the broker does with a message that it has acknowledged is its own affair; ours keep it in memory.
            [Durability.Setting] = quality == MqttQualityOfServiceLevel.AtMostOnce ? Durability.None : Durability.Memory,
            ["mqtt.version"] = "5.0",
            ["mqtt.qos"] = ((int)quality).ToString(CultureInfo.InvariantCulture),
            ["mqtt.cleanStart"] = "true",
            ["poolThreads"] = RuntimeMode.PoolThreads.ToString(CultureInfo.InvariantCulture),
        };
        if (inflight > 0)
            settings["inflight"] = inflight.ToString(CultureInfo.InvariantCulture);
        return port is null ? settings : settings.Concat(OpenSocket.SettingsTo(port.Value)).ToDictionary();
    }

    /// <summary>A message whose payload is set before each use.</summary>
    internal static MqttApplicationMessage Message(string topic, MqttQualityOfServiceLevel quality, bool retain = false) =>
        new() { Topic = topic, QualityOfServiceLevel = quality, Retain = retain };

    /// <summary>Completes when the message is written, and with QoS 1 and 2 when the broker has taken it.</summary>
    internal static Task<MqttClientPublishResult> PublishAsync(
        IMqttClient client, MqttApplicationMessage message, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        message.Payload = new ReadOnlySequence<byte>(payload);
        return client.PublishAsync(message, cancellationToken);
    }

    /// <exception cref="TransportException">The broker did not take the message.</exception>
    internal static async Task TakenAsync(Task<MqttClientPublishResult> publishing)
    {
        MqttClientPublishResult result;
        try
        {
            result = await publishing;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Gone(e);
        }

        // No matching subscribers is a success: the broker took the message, and no client wants it.
        if (!result.IsSuccess)
            throw new TransportException($"The MQTT broker refused a message: {result.ReasonCode} {result.ReasonString}".TrimEnd());
    }

    /// <summary>Says good-bye; the broker keeps nothing for an end that leaves as it should.</summary>
    internal static async Task LeaveAsync(IMqttClient client)
    {
        if (!client.IsConnected)
            return;
        try
        {
            await client.DisconnectAsync(new MqttClientDisconnectOptions { SessionExpiryInterval = 0 });
        }
        catch (MqttCommunicationException)
        {
            // The broker has taken the word and hung up, as it may: MQTT 5.0, 3.14.4.
        }
    }

    internal static TransportException Gone(Exception? cause) =>
        new($"The connection to the MQTT broker broke: {cause?.GetBaseException().Message ?? "the broker closed it"}", cause!);

    /// <summary>Whether it is no announcement of a responder.</summary>
    internal static bool IsReply(MqttApplicationMessage message) => !message.Topic.EndsWith(ServingLevel, StringComparison.Ordinal);

    private async Task EndSessionAsync(PairEndpoints endpoints, string id, CancellationToken cancellationToken)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await ConnectAsync(client, endpoints, options => options.WithClientId(id).WithCleanStart(), cancellationToken);
        await LeaveAsync(client);
    }

    private int? Port(PairEndpoints endpoints) => link switch
    {
        MqttLink.WebSocket => endpoints.AddressOf(Mosquitto.Service).PortOf(Mosquitto.WebSocketPort),
        MqttLink.UnixSocket => null,
        _ => endpoints.AddressOf(Mosquitto.Service).PortOf(TlsCertificates.Of(endpoints) is null ? null : Mosquitto.TlsPort),
    };

    private static string Serving(PairEndpoints endpoints) => $"{endpoints.Channel}{ServingLevel}";

    private async Task<MqttClientConnectResult> ConnectAsync(
        IMqttClient client,
        PairEndpoints endpoints,
        Func<MqttClientOptionsBuilder, MqttClientOptionsBuilder> more,
        CancellationToken cancellationToken)
    {
        var broker = endpoints.AddressOf(Mosquitto.Service);
        var (place, builder) = Reach(broker, TlsCertificates.Of(endpoints));
        builder = builder
            .WithProtocolVersion(MqttProtocolVersion.V500)
            // One write a packet: with no delay, two writes are two segments.
            .WithoutPacketFragmentation();
        if (broker.User is not null)
            builder = builder.WithCredentials(broker.User, broker.Password?.Reveal());
        try
        {
            var options = more(builder).Build();
            if (options.ChannelOptions is MqttClientTcpOptions sockets)
                sockets.BufferSize = SocketBufferBytes;
            var result = await client.ConnectAsync(options, cancellationToken);
            return result.ResultCode == MqttClientConnectResultCode.Success
                ? result
                : throw new TransportException($"The MQTT broker at {place} refused the connection: {result.ResultCode}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            client.Dispose();
            throw e as TransportException ?? new TransportException($"Cannot connect to the MQTT broker at {place}: {e.GetBaseException().Message}", e);
        }
    }

    private (string Place, MqttClientOptionsBuilder Options) Reach(ServiceAddress broker, TlsCertificates? certificates)
    {
        var options = new MqttClientOptionsBuilder();
        switch (link)
        {
            case MqttLink.WebSocket:
                var uri = $"ws://{broker.Host}:{broker.PortOf(Mosquitto.WebSocketPort)}/mqtt";
                return (uri, options.WithWebSocketServer(server => server.WithUri(uri)));
            case MqttLink.UnixSocket:
                var path = UnixSocketPath.Check(PairEndpoints.Need(broker.SocketPath, "MQTT broker with a Unix socket"));
                return (path, options
                    .WithEndPoint(new UnixDomainSocketEndPoint(path))
                    .WithAddressFamily(AddressFamily.Unix)
                    .WithProtocolType(ProtocolType.Unspecified));
            default:
                var tcpPort = broker.PortOf(certificates is null ? null : Mosquitto.TlsPort);
                options = options.WithTcpServer(broker.Host, tcpPort);
                if (certificates is not null)
                {
                    options = options.WithTlsOptions(tls => tls
                        .UseTls()
                        .WithTargetHost(TlsCertificates.HostName)
                        .WithCertificateValidationHandler(seen => certificates.Validate(null, seen.Certificate, seen.Chain, seen.SslPolicyErrors)));
                }

                return ($"{broker.Host}:{tcpPort}", options);
        }
    }
}

/// <summary>How an MQTT broker is reached.</summary>
internal enum MqttLink
{
    Tcp,
    WebSocket,
    UnixSocket,
}
