namespace InterContainer.Transports;

/// <summary>What a transport is, guarantees and needs. Guarantees are verified by the contract tests, not believed.</summary>
public sealed record Traits
{
    /// <summary>Lower-case words joined by hyphens; unique in the catalogue; the name people type.</summary>
    public required string Name { get; init; }

    /// <summary>The way of talking it belongs to.</summary>
    public required Family Family { get; init; }

    /// <summary>One line to choose by: what carries the message and how the receiver learns of it.</summary>
    public required string Summary { get; init; }

    /// <summary>Why the tests have not examined its guarantees, as a clause: <c>not run against a real broker</c>; null: they do.</summary>
    public string? Unverified { get; init; }

    /// <summary>What must be there in addition to the two ends, but for a server.</summary>
    public required Needs Needs { get; init; }

    /// <summary>The server it needs, and how it reaches that; null: none.</summary>
    public ServiceNeed? Service { get; init; }

    /// <summary>How often a message sent arrives while nothing fails.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>Whether the messages of one initiator arrive in the order they were sent.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>What happens to messages that are sent faster than the responder takes them.</summary>
    public required OverloadBehaviour OverloadBehaviour { get; init; }

    /// <summary>
    /// Whether every message accepted by <see cref="IInitiator.SendAsync"/> while the responder is dead arrives once another takes up its channel
    /// (<see cref="PairEndpoints.RecoversState"/>).
    /// </summary>
    public required bool SurvivesResponderRestart { get; init; }

    /// <summary>Whether every message accepted and not yet taken arrives after the service between the ends was restarted; null where there is none.</summary>
    public bool? SurvivesServiceRestart { get; init; }

    /// <summary>How duplicated responders share the load: scaling out.</summary>
    public LoadSharing LoadSharing { get; init; }

    /// <summary>How every one of several subscribers gets a message.</summary>
    public FanOut FanOut { get; init; }

    /// <summary>Whether connecting succeeds while no responder serves; otherwise it is refused.</summary>
    public bool ConnectsBeforeServing { get; init; }

    /// <summary>Whether the two ends exchange UDP datagrams, and not streams of TCP: which of the two a published port is of.</summary>
    public bool SendsDatagrams { get; init; }

    /// <summary>The largest message it carries, in bytes. A larger one is refused with a <see cref="TransportException"/>.</summary>
    public int MaxPayloadBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many exchanges one initiator can have under way at once: it matches the replies; 1: one after the other.</summary>
    public int MaxInFlight { get; init; } = 1;

    /// <summary>
    /// Whether a message that has no reply is accepted only when the responder has answered for it: a message at a time for each call that is under way
    /// (stop and wait).
    /// </summary>
    public bool StopAndWait { get; init; }

    /// <summary>What <see cref="MaxInFlight"/> is where nothing else bounds it.</summary>
    public const int ManyInFlight = 128;

    /// <summary>The settings a person may choose, with their defaults.</summary>
    public IReadOnlyList<TransportOption> Options { get; init; } = [];

    /// <summary>Refuses a message above <see cref="MaxPayloadBytes"/>.</summary>
    /// <exception cref="TransportException"><paramref name="bytes"/> is above the limit.</exception>
    public void CheckPayload(int bytes)
    {
        if (bytes > MaxPayloadBytes)
            throw new TransportException($"{Name} carries messages of at most {MaxPayloadBytes} bytes; this one has {bytes}.");
    }
}

/// <summary>The ways to talk that people compare.</summary>
public enum Family
{
    /// <summary>No transport at all: what the harness itself costs.</summary>
    Baseline,

    /// <summary>A connection or datagrams between the two ends.</summary>
    Sockets,

    /// <summary>Files or memory on a shared folder.</summary>
    Filesystem,

    /// <summary>Rows in a database.</summary>
    Database,

    /// <summary>Requests and responses of HTTP.</summary>
    Http,

    /// <summary>Publish and subscribe through an MQTT broker.</summary>
    Mqtt,

    /// <summary>Queues, streams or subjects of a broker that is none of MQTT's.</summary>
    Broker,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What a transport needs in addition to its two ends, but for a <see cref="Service"/>.</summary>
[Flags]
public enum Needs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Both ends in one process.</summary>
    SameProcess = 1,

    /// <summary>A network on which the initiator reaches the responder.</summary>
    Network = 2,

    /// <summary>A folder that both ends read and write.</summary>
    SharedFolder = 4,

    /// <summary>A folder in memory that both ends map: tmpfs.</summary>
    MemoryFolder = 8,
}

/// <summary>How often a message that was sent arrives.</summary>
public enum Delivery
{
    /// <summary>Once or not at all.</summary>
    AtMostOnce,

    /// <summary>Once or more.</summary>
    AtLeastOnce,

    /// <summary>Once, as long as the connection lives. Where it breaks, the sender does not know whether the last messages arrived.</summary>
    ExactlyOnceWhileConnected,

    /// <summary>Once.</summary>
    ExactlyOnce,
}

/// <summary>What happens to messages that are sent faster than the responder takes them.</summary>
public enum OverloadBehaviour
{
    /// <summary>The sender is slowed down: sending completes later.</summary>
    BackPressure,

    /// <summary>They queue without bound; a saturating sender has to timing itself.</summary>
    UnboundedQueue,

    /// <summary>They are dropped.</summary>
    Drop,
}

/// <summary>How duplicated responders share the load.</summary>
public enum LoadSharing
{
    /// <summary>Not at all: a channel has one responder.</summary>
    None,

    /// <summary>Each has a channel of its own, and each initiator is connected to one of them.</summary>
    PerConnection,

    /// <summary>
    /// They compete for the messages of one channel, each of which one of them takes (<see cref="PairEndpoints.Responders"/>). No end can choose which one,
    /// so the order holds for each of them alone.
    /// </summary>
    CompetingConsumers,
}

/// <summary>How every one of several subscribers gets a message.</summary>
public enum FanOut
{
    /// <summary>The sender sends it to each, one after the other: each has a channel of its own, and nothing more is asked of the transport.</summary>
    BySends,

    /// <summary>The sender sends it once, and all read it on one channel (<see cref="PairEndpoints.IsBroadcast"/>).</summary>
    Native,
}
