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
/// Agents as plain processes of this machine: loopback for a network, a temporary folder for a volume, embedded services where there are such.
/// </summary>
/// <param name="services">Servers of a person's own, by <see cref="Service.Name"/>.</param>
/// <param name="plugins">Paths of plug-ins.</param>
/// <param name="cores">The processors of each role; null: all share all.</param>
public sealed class ProcessLauncher(IReadOnlyDictionary<string, ServiceAddress> services, IReadOnlyList<string> plugins, CorePlan? cores) : ILauncher
{
    /// <summary>The agent's program, whether it is there or not.</summary>
    public static string AgentProgram => ProcessAgent.Program;

    private static readonly ConcurrentDictionary<int, bool> GivenOut = new();

    private readonly TemporaryFolder _folder = new(TemporaryFolder.OnDisk);
    private readonly TemporaryFolder _memory = new(TemporaryFolder.InMemory);

    // Unique also among runs that share a server, in containers whose processes have the same numbers.
    private readonly string _run = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 6);
    private readonly Dictionary<Service, (ProcessAgent Agent, ServiceAddress Address)> _embedded = [];
    private readonly Lazy<TlsCertificates> _certificates = new(CertificateIssuer.Issue);
    private int _pairs;

    public Isolation Isolation => Isolation.Process;

    public string? UnsupportedReason(Traits traits, Conditions conditions, int responders) => traits.Service switch
    {
        _ when conditions.IsOfCluster => Placement.NeedsCluster,
        _ when !conditions.IsOrdinaryPlace => "networks, volumes and runtimes are those of containers: give --isolation container",
        _ when conditions != Conditions.Default => "limits are those of containers: give --isolation container",
        null => null,
        { } need when services.TryGetValue(need.Service.Name, out var own) => OwnService.UnsupportedReason(need, own, inContainers: false),
        { } need => UnsupportedReason(need, responders),
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
            Tls = TlsCertificates.AreWantedBy(traits) ? _certificates.Value : null,
            Services = traits.Service is { Service: var service }
                ? new Dictionary<string, ServiceAddress> { [service.Name] = await AddressAsync(service, cancellationToken) }
                : [],
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
        foreach (var (agent, _) in _embedded.Values)
            await agent.DisposeAsync();
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

    private string? UnsupportedReason(ServiceNeed need, int responders) => need.Service switch
    {
        { Embedded: null } => $"needs a {need.Service.Title}: {Bring(need.Service)}, or --isolation container",
        _ when need.EmbeddedLacks is { } lack =>
            $"needs a {need.Service.Title} with {lack}, and the embedded one has none: {Bring(need.Service)}, or {InContainers}",
        { Embedded.HasCompetingConsumers: false } when responders > 1 =>
            $"needs a {need.Service.Title} with competing consumers, and the embedded one has none: {Bring(need.Service)}, or {InContainers}",
        _ when need.IsBySocket && UnixSocketPath.UnsupportedReason(SocketOf(need.Service)) is { } trouble => $"{trouble}, with TMPDIR",
        _ => null,
    };

    private const string InContainers = "--isolation container";

    private static string Bring(Service service) => $"give --service {service.Name}=ADDRESS";

    private string SocketOf(Service service) => Path.Combine(_folder.FullName, service.Name, Path.GetFileName(service.SocketPath!));

    private async Task<ServiceAddress> AddressAsync(Service service, CancellationToken cancellationToken)
    {
        if (services.TryGetValue(service.Name, out var own))
            return own;
        if (_embedded.TryGetValue(service, out var known) && !known.Agent.HasEnded)
            return known.Address;
        _folder.Make(service.Name);
        var address = new ServiceAddress("127.0.0.1", FreePort())
        {
            User = "agent",
            Password = new Secret(RandomNumberGenerator.GetHexString(32)),
            MorePorts = service.MorePorts.Keys.ToDictionary(name => name, _ => FreePort()),
            // Transports that use its ports can do without its socket.
            SocketPath = service.SocketPath is not null && UnixSocketPath.UnsupportedReason(SocketOf(service)) is null ? SocketOf(service) : null,
        };
        var agent = ProcessAgent.Start(
            new Assignment
            {
                Role = Role.Service,
                Service = service.Name,
                Endpoints = new PairEndpoints { Channel = "service", Services = new Dictionary<string, ServiceAddress> { [service.Name] = address } },
                Plugins = [.. plugins.Select(Path.GetFullPath)],
                StopAtEndOfInput = true,
            },
            cores?.Services);
        _embedded[service] = (agent, address);
        await new AgentReader(agent, Role.Service).NextAsync<ReadyLine>(TimeSpan.FromSeconds(20), cancellationToken);
        return address;
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

    public IReadOnlyDictionary<string, string> ServiceVersions { get; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings { get; } = cores?.Settings ?? new Dictionary<string, string>();

    // An embedded service is a process of ours, but a server of one's own is not.
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
