namespace InterContainer.Transports.Mqtt;

/// <summary>Eclipse mosquitto with the configuration of mosquitto.conf, or MQTTnet's server where there are no containers.</summary>
internal static class Mosquitto
{
    /// <summary>Whether the broker writes what it keeps to a file, as it stops and every half hour.</summary>
    public static readonly TransportOption Persistence = TransportOption.OneOf("persistence", "off", "on");

    /// <summary>The name of the port for MQTT over TLS.</summary>
    public const string TlsPort = "tls";

    /// <summary>The name of the port for MQTT over WebSocket.</summary>
    public const string WebSocketPort = "websocket";

    // In every image.
    private const uint User = 1883;

    private static readonly string Configuration = ReadConfiguration();

    private const string Listener = """

        listener 8883
        certfile /mosquitto/config/server.pem
        keyfile /mosquitto/config/server.key

        """;

    /// <summary>As transports declare it.</summary>
    public static Service Service { get; } = Of(Configuration);

    private static readonly Service Persistent = Of(
        $"{Configuration.Replace("persistence false", "persistence true", StringComparison.Ordinal)}\npersistence_location /mosquitto/data/\n");

    private static readonly Service Encrypted = Of(Configuration + Listener);

    private static readonly Service PersistentAndEncrypted = Of(
        $"{Configuration.Replace("persistence false", "persistence true", StringComparison.Ordinal)}\npersistence_location /mosquitto/data/\n{Listener}");

    /// <summary>What a transport with the options <see cref="Persistence"/> and <see cref="TlsCertificates.Option"/> needs.</summary>
    public static ServiceNeed With(IReadOnlyDictionary<string, string> options) => (options[Persistence.Name], options[TlsCertificates.Option.Name]) switch
    {
        ("on", "on") => new(PersistentAndEncrypted) { Port = TlsPort, EmbeddedLacks = "persistence" },
        ("on", _) => new(Persistent) { EmbeddedLacks = "persistence" },
        (_, "on") => new(Encrypted) { Port = TlsPort, EmbeddedLacks = "TLS" },
        _ => new(Service),
    };

    private static Service Of(string configuration) => new()
    {
        Name = "mosquitto",
        Kind = ServiceKind.Broker,
        Title = "MQTT broker",
        Image = "eclipse-mosquitto:2",
        OfflineImage = "intercontainer/mosquitto:offline",
        Port = 1883,
        MorePorts = new Dictionary<string, int> { [WebSocketPort] = 9001, [TlsPort] = 8883 },
        SocketPath = "/mosquitto/socket/mqtt.sock",
        SocketGroup = "1883",
        // From the start: a socket that it makes as root is root's, also where it is the broker's user later.
        User = "1883:1883",
        Start = credentials => new ServiceStart
        {
            Files =
            [
                new("/mosquitto/config/mosquitto.conf", configuration),
                new("/mosquitto/config/passwords", MosquittoPassword.Line(credentials.User, credentials.Password.Reveal())) { Owner = User, IsPrivate = true },
                new("/mosquitto/config/server.pem", credentials.Tls.ServerCertificatePem()),
                new("/mosquitto/config/server.key", credentials.Tls.ServerKeyPem().Reveal()) { Owner = User, IsPrivate = true },
            ],
        },
        VersionCommand = ["mosquitto", "-h"],
        Settings = SettingsIn(configuration),
        Embedded = new(EmbeddedBroker.StartAsync) { HasCompetingConsumers = false },
    };

    private static Dictionary<string, string> SettingsIn(string configuration) => configuration.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ', 2))
        .Where(words => words is ["set_tcp_nodelay" or "persistence" or "max_queued_messages" or "max_inflight_messages", _])
        .ToDictionary(words => $"mosquitto.{words[0]}", words => words[1]);

    private static string ReadConfiguration()
    {
        using var stream = typeof(Mosquitto).Assembly.GetManifestResourceStream("mosquitto.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
