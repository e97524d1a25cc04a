using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Networks;
using InterContainer.Agent.Accounting;
using InterContainer.Agent.Contract;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A service that is kept for the run and joins the network of each pair that needs it.</summary>
internal sealed class ServiceContainer(Engine engine, IContainer container)
{
    private ServiceCounters? _counters;

    /// <summary>Its role in the results, and its name on the pair's network.</summary>
    public required string Name { get; init; }

    /// <summary>Adds how to reach it to a pair's wiring.</summary>
    public required Func<Wiring, Wiring> AddTo { get; init; }

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The volume with its Unix socket; null where it has none.</summary>
    public PairVolume? Socket { get; init; }

    /// <summary>As <c>name@digest</c>.</summary>
    public required string Image { get; init; }

    /// <summary>False when it has died. Also finds where what it uses is accounted.</summary>
    public async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = (await engine.Client.Containers.InspectContainerAsync(container.Id, cancellationToken)).State;
            // Anew each time: after a restart it has another process, and on some systems another group.
            // Its number is the engine's: where that runs elsewhere, it may be somebody else's here.
            _counters = state is { Running: true } && IsOurs(state.Pid) ? ServiceCounters.Of(state.Pid) : null;
            return state?.Running ?? false;
        }
        catch (DockerContainerNotFoundException)
        {
            return false;
        }
    }

    private bool IsOurs(long processId)
    {
        var groups = FormattableString.Invariant($"/proc/{processId}/cgroup");
        return File.Exists(groups) && File.ReadAllText(groups).Contains(container.Id, StringComparison.Ordinal);
    }

    /// <summary>What it has used so far.</summary>
    public async Task<Counters> LookAsync(CancellationToken cancellationToken) =>
        _counters is null ? await AskEngineAsync(cancellationToken) : _counters.Look();

    /// <summary>Of the connections that end in it; null where its files are not to be seen.</summary>
    public SocketCounts? CountSockets() => _counters?.CountSockets();

    private async Task<Counters> AskEngineAsync(CancellationToken cancellationToken)
    {
        ContainerStatsResponse? stats = null;
        await engine.Client.Containers.GetContainerStatsAsync(
            container.Id,
            new ContainerStatsParameters { Stream = false, OneShot = true },
            new Answer<ContainerStatsResponse>(answer => stats = answer),
            cancellationToken);
        return ServiceCounters.Of(stats!);
    }

    public Task JoinAsync(INetwork network, CancellationToken cancellationToken) =>
        engine.Client.Networks.ConnectNetworkAsync(network.Name, new NetworkConnectParameters
        {
            Container = container.Id,
            EndpointConfig = new EndpointSettings { Aliases = [Name] },
        }, cancellationToken);

    public Task LeaveAsync(INetwork network) =>
        engine.Client.Networks.DisconnectNetworkAsync(network.Name, new NetworkDisconnectParameters { Container = container.Id, Force = true });

    public async ValueTask RemoveAsync()
    {
        await container.DisposeAsync();
        if (Socket is not null)
            await Socket.Volume.DisposeAsync();
    }
}
