using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;
using InterContainer.Protocol;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A service that is kept for the run and joins the network of each pair that needs it.</summary>
internal sealed class ServiceContainer(Engine engine, IContainer container)
{
    private const string NoGroup = "they have no control groups of their own";

    private readonly HashSet<string> _stays = [];
    private ServiceCounters? _counters;

    /// <summary>Its role in the results, and its name on the pair's network.</summary>
    public required string Name { get; init; }

    /// <summary>How a pair reaches it on its network.</summary>
    public required ServiceAddress Address { get; init; }

    /// <summary>As it says itself; null: not known.</summary>
    public required string? Version { get; init; }

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The network that it is on from the start.</summary>
    public required string Home { get; init; }

    /// <summary>The volume with its Unix socket; null where it has none.</summary>
    public PairVolume? Socket { get; init; }

    /// <summary>The number of the group whose members can connect to that socket; null: all can.</summary>
    public string? SocketGroup { get; init; }

    /// <summary>As <c>name@digest</c>.</summary>
    public required string Image { get; init; }

    /// <summary>False when it has died. Also finds where what it uses is accounted.</summary>
    public async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = (await engine.Client.Containers.InspectContainerAsync(container.Id, cancellationToken)).State;
            // Anew each time: after a restart it has another process, and on some systems another group.
            // Its number is the engine's: where that runs elsewhere, it may be another process here.
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

    /// <summary>Why what it uses is not known; null: it is, as far as was seen.</summary>
    public string? WhyUncounted { get; private set; }

    /// <summary>What it has used so far; null where that is not to be had.</summary>
    public async Task<Counters?> LookAsync(CancellationToken cancellationToken) =>
        _counters is null ? await AskEngineAsync(cancellationToken) : _counters.Sample();

    /// <summary>Of the connections that end in it; null where its files are not to be seen.</summary>
    public SocketCounts? CountSockets() => _counters?.CountSockets();

    private async Task<Counters?> AskEngineAsync(CancellationToken cancellationToken)
    {
        // What it would say is the use of the whole machine.
        if (!engine.Limits.HasGroups)
        {
            WhyUncounted = NoGroup;
            return null;
        }

        ContainerStatsResponse? stats = null;
        try
        {
            await engine.Client.Containers.GetContainerStatsAsync(
                container.Id,
                new ContainerStatsParameters { Stream = false, OneShot = true },
                new Answer<ContainerStatsResponse>(answer => stats = answer),
                cancellationToken);
        }
        catch (DockerApiException e)
        {
            WhyUncounted = EngineWords.Of(e);
            return null;
        }

        var counters = ServiceCounters.Of(stats);
        WhyUncounted = counters is null ? NoGroup : null;
        return counters;
    }

    /// <param name="network">The pair's.</param>
    /// <param name="address">Its address there; null: any.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task JoinAsync(string network, EndpointIPAMConfig? address, CancellationToken cancellationToken) =>
        engine.Client.Networks.ConnectNetworkAsync(network, new NetworkConnectParameters
        {
            Container = container.Id,
            EndpointConfig = new EndpointSettings { Aliases = [Name], IPAMConfig = address },
        }, cancellationToken);

    /// <summary>Joins a network that is not one pair's, once, and stays on it: another pair may be on it while one leaves.</summary>
    public async Task StayOnAsync(string network, CancellationToken cancellationToken)
    {
        if (!_stays.Add(network))
            return;
        await engine.Client.Networks.ConnectNetworkAsync(network, new NetworkConnectParameters { Container = container.Id }, cancellationToken);
    }

    /// <summary>Its address on a network.</summary>
    public async Task<string> AddressAsync(string network, CancellationToken cancellationToken) =>
        (await engine.Client.Containers.InspectContainerAsync(container.Id, cancellationToken)).NetworkSettings!.Networks![network].IPAddress ?? "";

    public Task LeaveAsync(string network) =>
        engine.Client.Networks.DisconnectNetworkAsync(network, new NetworkDisconnectParameters { Container = container.Id, Force = true });

    public async ValueTask RemoveAsync()
    {
        await container.DisposeAsync();
        if (Socket is not null)
            await Socket.Volume.DisposeAsync();
    }
}
