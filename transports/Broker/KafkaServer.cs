using System.Globalization;

namespace InterContainer.Transports.Broker;

/// <summary>
/// Apache Kafka as a single node, which is its own controller (KRaft). There is no image of it but the official one: nobody packages the server for Debian.
/// </summary>
internal static class KafkaServer
{
    private const string Name = "kafka";

    // The name of a listener. One that begins with the protocol's name, SASL, would make the image's scripts ask for a file of credentials.
    private const string Listener = "CLIENT";

    private const int Port = 9092;

    /// <summary>As transports declare it.</summary>
    public static Service Service { get; } = new()
    {
        Name = Name,
        Kind = ServiceKind.Broker,
        Title = "Kafka broker",
        Image = "apache/kafka:4.1.0",
        Port = Port,
        Start = credentials => new ServiceStart { Environment = Environment(credentials) },
        // It listens once it has started. Its own commands start a virtual machine each, which would take the processor from it.
        ReadyCommand = ["bash", "-c", string.Create(CultureInfo.InvariantCulture, $"exec 3<>/dev/tcp/127.0.0.1/{Port}")],
        VersionCommand = ["/opt/kafka/bin/kafka-topics.sh", "--version"],
    };

    // The image's scripts make server.properties of it: KAFKA_NODE_ID is node.id. With one of them, none of the image's own settings is left.
    private static Dictionary<string, string> Environment(ServiceCredentials credentials) => new()
    {
        ["KAFKA_NODE_ID"] = "1",
        ["KAFKA_PROCESS_ROLES"] = "broker,controller",
        ["KAFKA_CONTROLLER_LISTENER_NAMES"] = "CONTROLLER",
        ["KAFKA_CONTROLLER_QUORUM_VOTERS"] = "1@localhost:9093",
        ["KAFKA_LISTENERS"] = string.Create(CultureInfo.InvariantCulture, $"{Listener}://0.0.0.0:{Port},CONTROLLER://localhost:9093"),
        // Clients ask the first address they know for this one, and connect to it: its name on a pair's network.
        ["KAFKA_ADVERTISED_LISTENERS"] = string.Create(CultureInfo.InvariantCulture, $"{Listener}://{Name}:{Port}"),
        ["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"] = $"{Listener}:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        ["KAFKA_INTER_BROKER_LISTENER_NAME"] = Listener,
        ["KAFKA_SASL_MECHANISM_INTER_BROKER_PROTOCOL"] = "PLAIN",
        [$"KAFKA_LISTENER_NAME_{Listener}_SASL_ENABLED_MECHANISMS"] = "PLAIN",
        [$"KAFKA_LISTENER_NAME_{Listener}_PLAIN_SASL_JAAS_CONFIG"] =
            "org.apache.kafka.common.security.plain.PlainLoginModule required "
            + $"username=\"{credentials.User}\" password=\"{credentials.Password.Reveal()}\" "
            + $"user_{credentials.User}=\"{credentials.Password.Reveal()}\";",
        // There is one node to keep a copy.
        ["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"] = "1",
        ["KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR"] = "1",
        ["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"] = "1",
        // The first member of a group would wait 3 s for others.
        ["KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS"] = "0",
        // What was removed would come again with the next message to it.
        ["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] = "false",
    };
}
