using System.Text.Json;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using DotNet.Testcontainers.Networks;
using DotNet.Testcontainers.Volumes;
using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>One internal network and one shared volume, and the two containers on them.</summary>
internal sealed class ContainerPair : IPair
{
    private const int Port = 9000;
    private const string SharedFolder = "/shared";
    private const string ResponderName = "responder";

    private readonly Engine _engine;
    private readonly string _run;
    private readonly string _agentImage;
    private readonly INetwork _network;
    private readonly IVolume _volume;
    private readonly IReadOnlyList<ServiceContainer> _services;
    private readonly Wiring _wiring;

    public ContainerPair(Engine engine, string run, int number, string agentImage, INetwork network, IVolume volume, IReadOnlyList<ServiceContainer> services)
    {
        _engine = engine;
        _run = run;
        _agentImage = agentImage;
        _network = network;
        _volume = volume;
        _services = services;
        var wiring = new Wiring { Channel = $"pair_{number}", Host = ResponderName, Port = Port, SharedFolder = SharedFolder };
        _wiring = services.Aggregate(wiring, (sum, service) => service.AddTo(sum));
        Settings = services.SelectMany(service => service.Settings).ToDictionary();
    }

    public required IReadOnlyDictionary<string, string> Images { get; init; }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public async Task<IAgentHandle> StartAsync(Role role, Cell cell, CancellationToken cancellationToken)
    {
        var assignment = new Assignment
        {
            Role = role,
            Cell = cell,
            Wiring = role == Role.Responder ? _wiring with { Host = "0.0.0.0" } : _wiring,
        };
        return await ContainerAgent.StartAsync(_engine, output => new ContainerBuilder(_agentImage)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithLogger(NullLogger.Instance)
            .WithLabel(Labels.Of(_run))
            .WithNetwork(_network)
            .WithNetworkAliases(role == Role.Responder ? ResponderName : "initiator")
            .WithVolumeMount(_volume, SharedFolder)
            .WithTmpfsMount("/tmp")
            .WithEnvironment(Assignment.Variable, JsonSerializer.Serialize(assignment, ContractJson.Options))
            .WithOutputConsumer(output)
            .WithWaitStrategy(Wait.ForUnixContainer())
            .WithCreateParameterModifier(Harden)
            .Build(), cancellationToken);
    }

    /// <summary>Never throws: what cannot be removed now is swept at the end of the run.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_services.Select(service => service.LeaveAsync(_network)));
            await Task.WhenAll(_network.DisposeAsync().AsTask(), _volume.DisposeAsync().AsTask());
        }
        catch (Exception)
        {
            // The result of the cell stands, whatever the engine says now.
        }
    }

    private static void Harden(CreateContainerParameters parameters)
    {
        var host = parameters.HostConfig ??= new HostConfig();
        host.ReadonlyRootfs = true;
        host.CapDrop = ["ALL"];
        host.SecurityOpt = ["no-new-privileges"];
        // We read what it prints as it comes; a copy on disk would only be work beside the measurement.
        host.LogConfig = new LogConfig { Type = "none" };
    }
}
