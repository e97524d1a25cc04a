using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Runner.Planning;

/// <summary>A ready plan: which transports with which options, doing what, unless options ask for others.</summary>
public sealed record Suite
{
    private const string IntervalOption = "interval";
    private static readonly string[] Intervals = ["0ms", "1ms", "10ms", "100ms"];

    // The ways that large messages can go, the best of each family and those that people ask for: the others differ from them much as they do with small
    // messages.
    private static readonly string[] Large = ["tcp", "shared-memory", "postgres-notify", "http1", "grpc", "mqtt-qos0"];

    // What is measured where it is asked for, by name or by the suites brokers and all: the default suite has twelve minutes.
    private static readonly string[] Further =
    [
        "grpc-stream", "grpc-uds", "http1-uds", "http2-uds", "websocket", "zeromq",
        "kafka", "nats", "nats-jetstream", "rabbitmq", "redis-list", "redis-pubsub", "redis-streams", "mariadb-poll",
    ];

    private static readonly string[] Tunings =
    [
        "tcp:mode=blocking", "tcp:mode=spin", "tcp:mode=async", "uds:mode=spin", "shared-memory:wait=spin",
        "http1:inline=true", "http2:inline=true", "grpc:inline=true",
        "postgres-poll:mode=inline", "postgres-notify:mode=inline", "mqtt-qos0:mode=single", "mqtt-qos1:mode=single", "nats:mode=single",
    ];

    /// <summary>As people write it.</summary>
    public required string Name { get; init; }

    /// <summary>The question it answers, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Picks from a catalogue.</summary>
    public Func<Catalogue, IReadOnlyList<TransportChoice>> Transports { get; init; } =
        catalogue => AsTheyCome(catalogue, traits => !Further.Contains(traits.Name));

    /// <summary>In the order of the tables.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; init; } = [Scenario.RoundTrip, Scenario.Stream];

    /// <summary>Bytes; null: the profile's.</summary>
    public IReadOnlyList<int>? Payloads { get; init; }

    /// <summary>How many at once; each is a cell of its own.</summary>
    public IReadOnlyList<int> Initiators { get; init; } = [1];

    /// <summary>How many requests each initiator has under way at once; each is a cell of its own.</summary>
    public IReadOnlyList<int> InFlight { get; init; } = [1];

    /// <summary>How many share the load; each is a cell of its own.</summary>
    public IReadOnlyList<int> Responders { get; init; } = [1];

    /// <summary>Of a fan-out, how many get every message; each is a cell of its own.</summary>
    public IReadOnlyList<int> Subscribers { get; init; } = [1, 4, 16];

    /// <summary>What the pair's containers may use; each is a cell of its own.</summary>
    public IReadOnlyList<Conditions> Conditions { get; init; } = [Planning.Conditions.Default];

    /// <summary>Of loads and fan-outs, messages a second, where none are asked for; of a fan-out <see cref="OrdinaryRate"/> where there are none.</summary>
    public IReadOnlyList<double> Rates { get; init; } = [OrdinaryRate];

    /// <summary>Of wake-ups, how long nothing is sent before each, ms; each is a cell of its own.</summary>
    public IReadOnlyList<int> Silences { get; init; } = [100, 1000, 10_000];

    /// <summary>A rate that many services have: between two messages a processor has time to halt, and threads to fall asleep.</summary>
    public const double OrdinaryRate = 100;

    /// <summary>Whether a cell belongs to it, where a person names no transports, scenarios or payloads: the suite has its time to keep to.</summary>
    public Func<RunProfile, Traits, Scenario, int, bool> Has { get; init; } = (_, _, _, _) => true;

    /// <summary>The parts of each transport's own capacity at which it is measured; empty: none is looked for.</summary>
    public IReadOnlyList<double> PartsOfCapacity { get; init; } = [];

    /// <summary>The five families, and plug-ins.</summary>
    public static Suite Default { get; } = new()
    {
        Name = "default",
        Summary = "the transports of the five families, back to back and at 100 messages a second; some with large messages",
        Scenarios = [Scenario.RoundTrip, Scenario.Load, Scenario.Stream],
        Has = (profile, traits, scenario, payload) => payload == profile.Payloads.Min()
            || (scenario != Scenario.Load && profile.LargeForAll)
            || (scenario == Scenario.RoundTrip && Large.Contains(traits.Name)),
    };

    /// <summary>What a team would choose among today, in one run.</summary>
    public static Suite Brokers { get; } = new()
    {
        Name = "brokers",
        Summary = "what a team would choose among today, side by side: sockets, REST, gRPC, WebSocket, ZeroMQ, Redis, NATS, RabbitMQ, MQTT and a database",
        Transports = catalogue => Choose(
            catalogue,
            "shared-memory", "uds", "tcp", "zeromq", "http1", "grpc", "grpc-stream", "websocket",
            "redis-pubsub", "redis-list", "redis-streams", "nats", "nats-jetstream", "rabbitmq", "mqtt-qos0", "mqtt-qos1", "postgres-notify"),
        Scenarios = [Scenario.RoundTrip, Scenario.Load, Scenario.Stream],
        Payloads = [64],
    };

    /// <summary>Every transport of the catalogue.</summary>
    public static Suite Everything { get; } = new()
    {
        Name = "all",
        Summary = "every transport that list shows, as the default suite measures",
        Transports = catalogue => AsTheyCome(catalogue, _ => true),
        Scenarios = [Scenario.RoundTrip, Scenario.Load, Scenario.Stream],
        Has = Default.Has,
    };

    /// <summary>Every transport that polls, from without a pause to every 100 ms, working and idle.</summary>
    public static Suite Polling { get; } = new()
    {
        Name = "polling",
        Summary = "what a poll interval of 0, 1, 10 and 100 ms does to latency, and what it costs, also while nothing is sent",
        Transports = catalogue =>
        [
            .. catalogue.Transports
                .Where(transport => transport.Traits.Options.Any(option => option.Name == IntervalOption))
                .SelectMany(transport => Intervals.Select(interval => $"{transport.Traits.Name}:{IntervalOption}={interval}"))
                .Select(choice => TransportChoice.Parse(choice, catalogue)),
        ],
        Scenarios = [Scenario.RoundTrip, Scenario.Idle],
        Payloads = [64],
    };

    /// <summary>Open loop, at parts of what each transport can carry.</summary>
    public static Suite Load { get; } = new()
    {
        Name = "load",
        Summary = "finds each transport's capacity, and measures latency at 10 to 110 % of it",
        Scenarios = [Scenario.Load],
        Payloads = [64],
        Rates = [],
        PartsOfCapacity = [0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 1.00, 1.10],
    };

    /// <summary>More and more initiators.</summary>
    public static Suite Concurrency { get; } = new()
    {
        Name = "concurrency",
        Summary = "1, 2, 4, 8 and 16 initiators at once, each with its own connection",
        Scenarios = [Scenario.RoundTrip],
        Payloads = [64],
        Initiators = [1, 2, 4, 8, 16],
    };

    /// <summary>Scaling up: more of a processor.</summary>
    public static Suite ScaleUp { get; } = new()
    {
        Name = "scale-up",
        Summary = "each end limited to 0.25, 0.5, 1 and 2 processors",
        Payloads = [64],
        Conditions = [new Conditions { Cpus = 0.25 }, new Conditions { Cpus = 0.5 }, new Conditions { Cpus = 1 }, new Conditions { Cpus = 2 }],
    };

    /// <summary>
    /// Scaling out: more responders, each with the same small share of the machine. Idle as well, where what is held open to reach them all can be counted.
    /// </summary>
    public static Suite ScaleOut { get; } = new()
    {
        Name = "scale-out",
        Summary = "4 initiators, and 1, 2 and 4 responders of a quarter of a processor each that share the load",
        Scenarios = [Scenario.RoundTrip, Scenario.Idle],
        Payloads = [64],
        Initiators = [4],
        Responders = [1, 2, 4],
        Conditions = [new Conditions { Cpus = 0.25 }],
    };

    /// <summary>What is left on the table: what we found to be faster than what the libraries and the runtime do by themselves.</summary>
    public static Suite Tuned { get; } = new()
    {
        Name = "tuned",
        Summary = "transports as their libraries come, and with settings that we found to be faster",
        Transports = catalogue =>
            [.. Tunings.SelectMany(name => new[] { name.Split(':')[0], name }).Distinct().Select(name => TransportChoice.Parse(name, catalogue))],
        Scenarios = [Scenario.RoundTrip, Scenario.Load, Scenario.Stream],
        Payloads = [64],
    };

    /// <summary>After a silence both ends are asleep.</summary>
    public static Suite Wake { get; } = new()
    {
        Name = "wake",
        Summary = "connected and silent for 0.1, 1 and 10 s, then one message",
        Scenarios = [Scenario.Wake],
        Payloads = [64],
    };

    /// <summary>One publisher, more and more subscribers.</summary>
    public static Suite FanOut { get; } = new()
    {
        Name = "fan-out",
        Summary = "a publisher of 100 messages a second, and 1, 4 and 16 subscribers that each get every message",
        Scenarios = [Scenario.FanOut],
        Payloads = [64],
    };

    /// <summary>How the pair is connected. What spins and what blocks stand side by side: the same microseconds are a larger part of the faster one.</summary>
    public static Suite Networks { get; } = new()
    {
        Name = "networks",
        Summary = "what each network costs compared with a bridge: host, pod, published port, shared bridge, macvlan, ipvlan, overlay, IPv6",
        Transports = catalogue =>
            [.. new[] { "tcp", "tcp:mode=blocking", "udp", "http1", "mqtt-qos0" }.Select(name => TransportChoice.Parse(name, catalogue))],
        Scenarios = [Scenario.RoundTrip],
        Payloads = [64],
        Conditions =
        [
            Planning.Conditions.Default,
            .. new[] { "host", "pod", "published", "shared-bridge", "shared-bridge:containers=50", "macvlan", "ipvlan", "overlay", "ipv6" }
                .Select(network => new Conditions { Network = network }),
        ],
    };

    /// <summary>Two containers of a pod share loopback, and can share folders and memory.</summary>
    public static Suite Pod { get; } = new()
    {
        Name = "pod",
        Summary = "what two containers in one pod should use, loopback and shared memory included, compared with the same on a bridge",
        Transports = catalogue =>
        [
            .. new[] { "tcp", "uds", "shared-memory", "file-watch", "http1", "grpc", "mqtt-qos0", "postgres-notify" }
                .Select(name => TransportChoice.Parse(name, catalogue)),
        ],
        Scenarios = [Scenario.RoundTrip],
        Payloads = [64],
        Conditions = [Planning.Conditions.Default, new Conditions { Network = "pod" }],
    };

    /// <summary>What a shared folder lies on. Without a pause between two looks, which would hide it.</summary>
    public static Suite Volumes { get; } = new()
    {
        Name = "volumes",
        Summary = "what each volume costs compared with a named one: tmpfs, a folder of the host, an anonymous volume of a holder, a shared /dev/shm",
        Transports = catalogue => Choose(
            catalogue, "uds", "uds:mode=blocking", "file-watch", "file-poll:interval=0ms", "sqlite-poll:interval=0ms", "shared-memory"),
        Scenarios = [Scenario.RoundTrip],
        Payloads = [64],
        Conditions =
        [
            Planning.Conditions.Default,
            .. new[] { "bind", "ipc-shareable", "tmpfs", "volumes-from" }.Select(volume => new Conditions { Volume = volume }),
        ],
    };

    /// <summary>What runs the two containers: those that the engine knows.</summary>
    public static Suite Runtimes { get; } = new()
    {
        Name = "runtimes",
        Summary = "what each other container runtime that the engine knows costs compared with its default: a sandbox, or a virtual machine",
        Transports = catalogue => Choose(
            catalogue,
            "tcp", "tcp:mode=blocking", "udp", "uds", "http1", "grpc", "file-poll", "file-watch", "sqlite-poll", "shared-memory", "mqtt-uds"),
        Scenarios = [Scenario.RoundTrip],
        Payloads = [64],
        Conditions = [Planning.Conditions.Default, new Conditions { Runtime = Planning.Conditions.EveryRuntime }],
    };

    /// <summary>Where a cluster puts the two ends, and how one reaches the other. What cannot be had there is skipped with the reason.</summary>
    public static Suite Placements { get; } = new()
    {
        Name = "placement",
        Summary = "for --isolation kubernetes: what one pod, two nodes and a Service cost compared with two pods on one node",
        Transports = catalogue => Choose(
            catalogue, "tcp", "tcp:mode=blocking", "udp", "uds", "http1", "grpc", "file-watch", "shared-memory", "mqtt-qos0", "postgres-notify"),
        Scenarios = [Scenario.RoundTrip],
        Payloads = [64],
        Conditions =
        [
            Planning.Conditions.Default,
            new Conditions { Placement = Placement.SamePod },
            new Conditions { Placement = Placement.CrossNode },
            new Conditions { Via = Placement.Service },
            new Conditions { Placement = Placement.CrossNode, Via = Placement.Service },
        ],
    };

    public static IReadOnlyList<Suite> All { get; } =
        [Default, Brokers, Everything, Tuned, Polling, Load, Concurrency, ScaleUp, ScaleOut, Wake, FanOut, Networks, Pod, Volumes, Runtimes, Placements];

    private static IReadOnlyList<TransportChoice> Choose(Catalogue catalogue, params IReadOnlyList<string> names) =>
        [.. names.Select(name => TransportChoice.Parse(name, catalogue))];

    private static IReadOnlyList<TransportChoice> AsTheyCome(Catalogue catalogue, Func<Traits, bool> has) =>
    [
        .. catalogue.Transports
            .Where(transport => has(transport.Traits))
            .Select(transport => TransportChoice.Parse(transport.Traits.Name, catalogue)),
    ];
}
