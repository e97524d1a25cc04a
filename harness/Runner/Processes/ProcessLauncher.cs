using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Host;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using InterContainer.Transports.Sockets;

namespace InterContainer.Runner.Processes;

/// <summary>
/// Agents as plain processes of this machine: loopback for a network, a temporary folder for a volume, an embedded MQTT broker.
/// </summary>
/// <param name="postgres">A server of one's own as an Npgsql connection string; null: none.</param>
/// <param name="mqtt">A broker of one's own; null: the embedded one.</param>
/// <param name="plugins">Paths of plug-ins.</param>
/// <param name="cores">The processors of each role; null: all share all.</param>
public sealed class ProcessLauncher(Secret? postgres, MqttBroker? mqtt, IReadOnlyList<string> plugins, CorePlan? cores) : ILauncher
{
    /// <summary>The agent's program, whether it is there or not.</summary>
    public static string AgentProgram => ProcessAgent.Program;

    private const string BrokerFolder = "broker";

    private static readonly ConcurrentDictionary<int, bool> GivenOut = new();

    private readonly TemporaryFolder _folder = new(TemporaryFolder.OnDisk);
    private readonly TemporaryFolder _memory = new(TemporaryFolder.InMemory);

    // Unique also among runs that share a server, in containers whose processes have the same numbers.
    private readonly string _run = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 6);
    private ProcessAgent? _broker;
    private MqttBroker? _embedded;
    private int _pairs;

    public Isolation Isolation => Isolation.Process;

    private string BrokerSocket => Path.Combine(_folder.FullName, BrokerFolder, "mqtt.sock");

    public string? UnsupportedReason(Traits traits, Conditions conditions, int responders) => traits.Needs switch
    {
        _ when !conditions.IsOrdinaryPlace => "networks, volumes and runtimes are those of containers: give --isolation container",
        _ when conditions != Conditions.Default => "limits are those of containers: give --isolation container",
        var needs when needs.HasFlag(Needs.Postgres) && postgres is null =>
            "needs a PostgreSQL server: give --postgres CONNECTION (or env:NAME), or --isolation container",
        var needs when needs.HasFlag(Needs.MqttWebSocket) && mqtt is { WebSocketPort: null } =>
            "needs a broker that listens for WebSockets, and --mqtt names its TCP port alone: leave out --mqtt, or give --isolation container",
        var needs when needs.HasFlag(Needs.MqttSocket) && mqtt is { SocketPath: null } =>
            "needs a broker that listens on a Unix socket, and --mqtt names its TCP port alone: leave out --mqtt, or give --isolation container",
        var needs when needs.HasFlag(Needs.MqttSocket) && mqtt is null && UnixSocketPath.UnsupportedReason(BrokerSocket) is { } trouble =>
            $"{trouble}, with TMPDIR",
        var needs when needs.HasFlag(Needs.MqttBroker) && mqtt is null && responders > 1 =>
            "needs a broker with shared subscriptions, which the embedded one has not: give --mqtt HOST:PORT, or --isolation container",
        _ => null,
    };

    public async Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken)
    {
        var pair = ++_pairs;
        // Each responder has its own.
        var ports = new ConcurrentDictionary<int, int>();
        var shared = _folder.Make($"pair-{pair}");
        var endpoints = new PairEndpoints
        {
            Channel = $"p{_run}_{pair}",
            Port = FreePort(),
            SharedFolder = shared,
            MemoryFolder = traits.Needs.HasFlag(Needs.MemoryFolder) ? _memory.Make($"pair-{pair}") : null,
            Postgres = postgres,
            Mqtt = traits.Needs.HasFlag(Needs.MqttBroker) ? await BrokerAsync(cancellationToken) : null,
        };
        var places = new EndpointResolver(
            endpoints, traits.LoadSharing, traits.FanOut, (first, responder) => first with { Port = ports.GetOrAdd(responder, _ => FreePort()) });
        return new ProcessPair(
            places,
            [shared, .. endpoints.MemoryFolder is { } memory ? [memory] : Array.Empty<string>()],
            [.. plugins.Select(Path.GetFullPath)],
            cores);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        _folder.Dispose();
        _memory.Dispose();
    }

    // Taken and given back at once. No other process is likely to take it before the responder does, and this process gives it out once.
    private static int FreePort()
    {
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            if (GivenOut.TryAdd(port, true))
                return port;
        }
    }

    private async Task<MqttBroker> BrokerAsync(CancellationToken cancellationToken)
    {
        if (mqtt is not null)
            return mqtt;
        if (_broker is { HasEnded: false })
            return _embedded!;
        _folder.Make(BrokerFolder);
        // The other transports of the broker can do without its socket.
        var socket = UnixSocketPath.UnsupportedReason(BrokerSocket) is null ? BrokerSocket : null;
        _embedded = new MqttBroker("127.0.0.1", FreePort(), "agent", new Secret(RandomNumberGenerator.GetHexString(32)), FreePort(), socket);
        _broker = ProcessAgent.Start(
            new Assignment
            {
                Role = Role.Broker,
                Endpoints = new PairEndpoints { Channel = "broker", Mqtt = _embedded },
                StopAtEndOfInput = true,
            },
            cores?.Services);
        await new AgentReader(_broker, Role.Broker).NextAsync<ReadyLine>(TimeSpan.FromSeconds(20), cancellationToken);
        return _embedded;
    }
}

/// <summary>Two processes, or more, and a folder.</summary>
/// <param name="places">Where they meet.</param>
/// <param name="folders">What they share; removed in the end.</param>
/// <param name="plugins">Paths.</param>
/// <param name="cores">The processors of each role; null: all share all.</param>
internal sealed class ProcessPair(EndpointResolver places, IReadOnlyList<string> folders, IReadOnlyList<string> plugins, CorePlan? cores) : IPair
{
    public IReadOnlyDictionary<string, string> Images { get; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings { get; } = cores?.Settings ?? new Dictionary<string, string>();

    // The embedded broker is a process of ours, but a broker or server of one's own is not.
    public Task<Counters?> SampleServicesAsync(CancellationToken cancellationToken) => Task.FromResult<Counters?>(null);

    public SocketCounts? CountServiceSockets() => null;

    public Task<IAgentHandle> StartAsync(AgentRequest part, CancellationToken cancellationToken) =>
        Task.FromResult<IAgentHandle>(
            ProcessAgent.Start(places.For(part, plugins) with { StopAtEndOfInput = true }, part.Role == Role.Responder ? cores?.Responder : cores?.Initiator));

    public ValueTask DisposeAsync()
    {
        foreach (var folder in folders.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        return default;
    }
}
