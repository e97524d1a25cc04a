namespace InterContainer.Transports.Mqtt;

/// <summary>Eclipse mosquitto with the configuration of mosquitto.conf, or MQTTnet's server where there are no containers.</summary>
internal static class Mosquitto
{
    /// <summary>The name of the port for MQTT over WebSocket.</summary>
    public const string WebSocketPort = "websocket";

    // In every image.
    private const uint User = 1883;

    private static readonly string Configuration = ReadConfiguration();

    /// <summary>As transports declare it.</summary>
    public static Service Service { get; } = new()
    {
        Name = "mosquitto",
        Kind = ServiceKind.Broker,
        Title = "MQTT broker",
        Image = "eclipse-mosquitto:2",
        OfflineImage = "intercontainer/mosquitto:offline",
        Port = 1883,
        MorePorts = new Dictionary<string, int> { [WebSocketPort] = 9001 },
        SocketPath = "/mosquitto/socket/mqtt.sock",
        SocketGroup = "1883",
        // From the start: a socket that it makes as root is root's, also where it is the broker's user later.
        User = "1883:1883",
        Start = credentials => new ServiceStart
        {
            Files =
            [
                new("/mosquitto/config/mosquitto.conf", Configuration),
                new("/mosquitto/config/passwords", MosquittoPassword.Line(credentials.User, credentials.Password.Reveal())) { Owner = User, IsPrivate = true },
            ],
        },
        VersionCommand = ["mosquitto", "-h"],
        Settings = SettingsIn(Configuration),
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
