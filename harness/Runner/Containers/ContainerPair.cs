using System.Text.Json;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using DotNet.Testcontainers.Networks;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>One internal network and the pair's volumes, and the two containers on them.</summary>
internal sealed class ContainerPair : IPair
{
    private const int Port = 9000;
    private const string ResponderName = "responder";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly Engine _engine;
    private readonly string _run;
    private readonly string _agentImage;
    private readonly INetwork _network;
    private readonly IReadOnlyList<PairVolume> _volumes;
    private readonly IReadOnlyList<ServiceContainer> _services;
    private readonly PairEndpoints _endpoints;
    private readonly EndpointResolver _places;

    public ContainerPair(
        Engine engine,
        string run,
        int number,
        LoadSharing sharing,
        FanOut fanOut,
        string agentImage,
        INetwork network,
        IReadOnlyList<PairVolume> volumes,
        IReadOnlyList<ServiceContainer> services)
    {
        _engine = engine;
        _run = run;
        _agentImage = agentImage;
        _network = network;
        _volumes = volumes;
        _services = services;
        var endpoints = new PairEndpoints
        {
            Channel = $"pair_{number}",
            Host = ResponderName,
            Port = Port,
            SharedFolder = PairVolume.SharedFolder,
            MemoryFolder = volumes.FirstOrDefault(volume => volume.Folder == PairVolume.MemoryFolder)?.Folder,
        };
        _endpoints = services.Aggregate(endpoints, (sum, service) => service.AddTo(sum));
        _places = new EndpointResolver(_endpoints, sharing, fanOut, (first, responder) => first with { Host = Name(responder) });
    }

    public required IReadOnlyDictionary<string, string> Images { get; init; }

    /// <summary>Paths in the agent's image.</summary>
    public required IReadOnlyList<string> Plugins { get; init; }

    public required Conditions Conditions { get; init; }

    /// <summary>Told why the engine does not say what a service uses.</summary>
    public required Action<string> Uncounted { get; init; }

    /// <summary>For the hosts file of each container; null: the engine's networks give names.</summary>
    public required InternalNetwork? Addresses { get; init; }

    /// <summary>Told what agents print.</summary>
    public required Action<string> Hear { get; init; }

    /// <summary>Null: all share all.</summary>
    public required CorePlan? Cores { get; init; }

    public IReadOnlyDictionary<string, string> Settings => _services.SelectMany(service => service.Settings)
        .Concat(Cores?.Settings ?? new Dictionary<string, string>())
        .Concat(Addresses is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["names"] = "hosts file" })
        .ToDictionary();

    public async Task<Counters?> SampleServicesAsync(CancellationToken cancellationToken)
    {
        var uses = await Task.WhenAll(_services.Select(service => service.LookAsync(cancellationToken)));
        if (_services.Select(service => service.WhyUncounted).OfType<string>().FirstOrDefault() is { } why)
            Uncounted(why);
        return uses.Length == 0 || uses.Contains(null) ? null : uses.Aggregate((sum, use) => sum!.Plus(use!));
    }

    public SocketCounts? CountServiceSockets() => _services.Count == 0 ? null : SocketCounts.Sum(_services.Select(service => service.CountSockets()));

    public async Task<IAgentHandle> StartAsync(AgentRequest part, CancellationToken cancellationToken)
    {
        int? responder = part.Role == Role.Responder ? part.Number : null;
        var assignment = _places.For(part, Plugins) with { IsAlone = true };
        if (responder is not null)
            assignment = assignment with { Endpoints = assignment.Endpoints with { Host = "0.0.0.0" } };
        var limits = new HostConfig();
        Limit(limits, responder is not null);
        return await ContainerAgent.StartAsync(_engine, limits, output => Place(_agentImage, responder)
            .WithEnvironment(Assignment.Variable, JsonSerializer.Serialize(assignment, ProtocolJson.WithSecrets))
            .WithEnvironment(assignment.RuntimeSettings)
            .WithOutputConsumer(output)
            .WithWaitStrategy(Wait.ForUnixContainer())
            // We read what it prints as it comes; a copy on disk would only be work during the measurement.
            .WithCreateParameterModifier(parameters => parameters.HostConfig!.LogConfig = new LogConfig { Type = "none" })
            .Build(), Hear, cancellationToken);
    }

    /// <summary>Runs a native tool in the place of the agents.</summary>
    /// <returns>What its measuring end printed.</returns>
    /// <exception cref="LaunchException">It failed; one line says how.</exception>
    public async Task<string> RunToolAsync(NativeTool tool, string image, CancellationToken cancellationToken)
    {
        await using var responder = tool.Responder is { } cell ? await ServeAsync(cell, cancellationToken) : null;
        await using var server = tool.Server is null
            ? null
            : await ToolContainer.StartAsync(Place(image, responder: 0), tool.Server(_endpoints), cancellationToken);
        await using var client = await ToolContainer.StartAsync(Place(image, responder: null), tool.Client(_endpoints), cancellationToken);
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
            await Task.WhenAll(_services.Select(service => service.LeaveAsync(_network)));
            await Task.WhenAll(_volumes.Select(volume => volume.Volume.DisposeAsync().AsTask()).Append(_network.DisposeAsync().AsTask()));
        }
        catch (Exception)
        {
            // The result of the cell stands, whatever the engine says now.
        }
    }

    private static string Name(int responder) => responder == 0 ? ResponderName : FormattableString.Invariant($"{ResponderName}-{responder}");

    /// <summary>What every container of the pair has in common.</summary>
    /// <param name="image">What runs.</param>
    /// <param name="responder">Which one it is, from 0; null: it is the initiator.</param>
    private ContainerBuilder Place(string image, int? responder) => Mounts().Aggregate(
        new ContainerBuilder(image)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithLogger(NullLogger.Instance)
            .WithLabel(Labels.Of(_run))
            .WithNetwork(_network)
            .WithNetworkAliases(responder is { } number ? Name(number) : "initiator")
            .WithTmpfsMount("/tmp")
            .WithCreateParameterModifier(Harden)
            .WithCreateParameterModifier(parameters => Address(parameters, responder))
            .WithCreateParameterModifier(parameters => Limit(parameters.HostConfig!, responder is not null)),
        (builder, volume) => builder.WithVolumeMount(volume.Volume, volume.Folder));

    private void Address(CreateContainerParameters parameters, int? responder)
    {
        if (Addresses is null)
            return;
        foreach (var endpoint in parameters.NetworkingConfig!.EndpointsConfig!.Values)
            endpoint.IPAMConfig = new EndpointIPAMConfig { IPv4Address = responder is { } number ? Addresses.Responder(number) : Addresses.Initiator };
        parameters.HostConfig!.ExtraHosts =
        [
            .. _services.Select((service, index) => $"{service.Name}:{Addresses.Service(index)}"),
            .. Enumerable.Range(0, InternalNetwork.MostResponders).Select(number => $"{Name(number)}:{Addresses.Responder(number)}"),
        ];
    }

    private IEnumerable<PairVolume> Mounts() => _volumes.Concat(_services.Select(service => service.Socket).OfType<PairVolume>());

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

    private static void Harden(CreateContainerParameters parameters)
    {
        var host = parameters.HostConfig ??= new HostConfig();
        host.ReadonlyRootfs = true;
        host.CapDrop = ["ALL"];
        host.GroupAdd = [PairVolume.MqttGroup];
        host.SecurityOpt = ["no-new-privileges"];
    }
}
