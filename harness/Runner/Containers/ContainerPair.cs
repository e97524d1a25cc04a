using System.Text.Json;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>The network and the volumes of a pair, and the two containers on them.</summary>
internal sealed class ContainerPair : IPair
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly Engine _engine;
    private readonly string _run;
    private readonly string _agentImage;
    private readonly PairNetwork _network;
    private readonly PairFolders _folders;
    private readonly IReadOnlyList<ServiceContainer> _services;
    private readonly PairEndpoints _endpoints;
    private readonly LoadSharing _sharing;
    private readonly FanOut _fanOut;

    public ContainerPair(
        Engine engine,
        string run,
        int number,
        LoadSharing sharing,
        FanOut fanOut,
        string agentImage,
        PairNetwork network,
        PairFolders folders,
        IReadOnlyList<ServiceContainer> services,
        IReadOnlyDictionary<string, ServiceAddress> own)
    {
        _engine = engine;
        _run = run;
        _agentImage = agentImage;
        _network = network;
        _folders = folders;
        _services = services;
        _endpoints = new PairEndpoints
        {
            Channel = $"pair_{number}",
            SharedFolder = folders.SharedFolder,
            MemoryFolder = folders.MemoryFolder,
            Services = new Dictionary<string, ServiceAddress>([.. own, .. services.Select(service => KeyValuePair.Create(service.Name, service.Address))]),
        };
        _sharing = sharing;
        _fanOut = fanOut;
    }

    public required IReadOnlyDictionary<string, string> Images { get; init; }

    /// <summary>Paths in the agent's image.</summary>
    public required IReadOnlyList<string> Plugins { get; init; }

    public required Conditions Conditions { get; init; }

    /// <summary>Null: it needs none.</summary>
    public required TlsCertificates? Tls { get; init; }

    /// <summary>Told why the engine does not say what a service uses.</summary>
    public required Action<string> Uncounted { get; init; }

    /// <summary>Told what agents print.</summary>
    public required Action<string> Hear { get; init; }

    /// <summary>Null: all share all.</summary>
    public required CorePlan? Cores { get; init; }

    public IReadOnlyDictionary<string, string> ServiceVersions =>
        _services.Where(service => service.Version is not null).ToDictionary(service => service.Name, service => service.Version!);

    public IReadOnlyDictionary<string, string> Settings => _services.SelectMany(service => service.Settings)
        .Concat(Cores?.Settings ?? new Dictionary<string, string>())
        .Concat(_network.Settings)
        .Concat(_engine.Runtimes.Settings(Conditions.Runtime))
        .Concat(Conditions.Volume is { } volume ? new Dictionary<string, string> { ["volume"] = volume } : [])
        .ToDictionary();

    public async Task<Counters?> SampleServicesAsync(CancellationToken cancellationToken)
    {
        _network.Sample();
        var uses = await Task.WhenAll(_services.Select(service => service.LookAsync(cancellationToken)));
        if (_services.Select(service => service.WhyUncounted).OfType<string>().FirstOrDefault() is { } why)
            Uncounted(why);
        return uses.Length == 0 || uses.Contains(null) ? null : uses.Aggregate((sum, use) => sum!.Plus(use!));
    }

    public SocketCounts? CountServiceSockets() => _services.Count == 0 ? null : SocketCounts.Sum(_services.Select(service => service.CountSockets()));

    public async Task<IAgentHandle> StartAsync(AgentRequest part, CancellationToken cancellationToken)
    {
        int? responder = part.Role == Role.Responder ? part.Number : null;
        if (responder is null && part.Role != Role.Both)
            await _network.LocateAsync(part.Cell.ServingEnds, cancellationToken);
        var assignment = Dialled.For(part, Plugins) with { IsAlone = true, SharesInterfaces = !_network.HasOwnInterfaces };
        if (responder is { } listening)
        {
            assignment = assignment with
            {
                Endpoints = assignment.Endpoints with { Host = _network.ListensOn, Port = _network.ListeningPort(listening) },
            };
        }

        var limits = new HostConfig();
        Limit(limits, responder is not null);
        var agent = await ContainerAgent.StartAsync(_engine, limits, Conditions.Runtime, output => Place(_agentImage, responder)
            .WithEnvironment(Assignment.Variable, JsonSerializer.Serialize(assignment, ProtocolJson.WithSecrets))
            .WithEnvironment(assignment.RuntimeSettings)
            .WithOutputConsumer(output)
            .WithWaitStrategy(Wait.ForUnixContainer())
            // We read what it prints as it comes; a copy on disk would only be work during the measurement.
            .WithCreateParameterModifier(parameters => parameters.HostConfig!.LogConfig = new LogConfig { Type = "none" })
            .Build(), Hear, cancellationToken);
        if (responder is { } started)
            await _network.StartedAsync(started, agent.Id);
        return agent;
    }

    /// <summary>Runs a native tool in the place of the agents.</summary>
    /// <returns>What its measuring end printed.</returns>
    /// <exception cref="LaunchException">It failed; one line says how.</exception>
    public async Task<string> RunToolAsync(NativeTool tool, string image, CancellationToken cancellationToken)
    {
        await using var responder = tool.Responder is { } cell ? await ServeAsync(cell, cancellationToken) : null;
        var listening = _endpoints with { Host = _network.ListensOn, Port = _network.ListeningPort(0) };
        await using var server = tool.Server is null
            ? null
            : await ToolContainer.StartAsync(Place(image, responder: 0), tool.Server(listening), cancellationToken);
        if (server is not null)
            await _network.StartedAsync(0, server.Id);
        var dialled = _endpoints with { Host = _network.Host(0), Port = _network.DialledPort(0) };
        await using var client = await ToolContainer.StartAsync(Place(image, responder: null), tool.Client(dialled), cancellationToken);
        return await ToolContainer.ReadAsync(client, cancellationToken);
    }

    private async Task<IAgentHandle> ServeAsync(Cell cell, CancellationToken cancellationToken)
    {
        var agent = await StartAsync(new AgentRequest(Role.Responder, cell), cancellationToken);
        try
        {
            await new AgentReader(agent, Role.Responder).NextAsync<ReadyLine>(StartTimeout, cancellationToken);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Never throws: what cannot be removed now is swept at the end of the run.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_folders.DisposeAsync().AsTask(), _network.DisposeAsync().AsTask());
        }
        catch (Exception)
        {
            // The result of the cell stands, whatever the engine says now.
        }
    }

    // As the initiator reaches the responders, by what is known of them now.
    private EndpointResolver Dialled => new(
        _endpoints with { Host = _network.Host(0), Port = _network.DialledPort(0), Tls = Tls },
        _sharing,
        _fanOut,
        (first, responder) => first with { Host = _network.Host(responder), Port = _network.DialledPort(responder) });

    /// <summary>What every container of the pair has in common.</summary>
    /// <param name="image">What runs.</param>
    /// <param name="responder">Which one it is, from 0; null: it is the initiator.</param>
    private ContainerBuilder Place(string image, int? responder) => Mounts().Aggregate(
        _network.Attach(
            new ContainerBuilder(image)
                .WithImagePullPolicy(PullPolicy.Never)
                .WithLogger(NullLogger.Instance)
                .WithLabel(Labels.Of(_run))
                .WithTmpfsMount("/tmp")
                .WithCreateParameterModifier(Harden)
                .WithCreateParameterModifier(_folders.Mount)
                .WithCreateParameterModifier(parameters => parameters.HostConfig!.Runtime = Conditions.Runtime ?? "")
                .WithCreateParameterModifier(parameters => Limit(parameters.HostConfig!, responder is not null)),
            responder),
        (builder, volume) => builder.WithVolumeMount(volume.Volume, volume.Folder));

    private IEnumerable<PairVolume> Mounts() => _services.Select(service => service.Socket).OfType<PairVolume>();

    private void Limit(HostConfig host, bool serves)
    {
        host.CpusetCpus = (serves ? Cores?.Responder : Cores?.Initiator) ?? "";
        if (!serves && Conditions.LimitsRespondersOnly)
            return;
        // Rounded: half a processor divided by 1e-9 is 499,999,999.99999994.
        host.NanoCPUs = (long)Math.Round((Conditions.Cpus ?? 0) * 1e9);
        // Without swap, which would be memory by another name.
        host.Memory = host.MemorySwap = Conditions.MemoryBytes ?? 0;
    }

    private void Harden(CreateContainerParameters parameters)
    {
        Hardening.Apply(parameters);
        parameters.HostConfig!.GroupAdd = [.. _services.Select(service => service.SocketGroup).OfType<string>()];
    }
}
