using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Networks;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A service that is kept for the run and joins the network of each pair that needs it.</summary>
internal sealed class ServiceContainer(Engine engine, IContainer container)
{
    /// <summary>Its role in the results, and its name on the pair's network.</summary>
    public required string Name { get; init; }

    /// <summary>Adds how to reach it to a pair's wiring.</summary>
    public required Func<Wiring, Wiring> AddTo { get; init; }

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The volume with its Unix socket; null where it has none.</summary>
    public PairVolume? Socket { get; init; }

    /// <summary>As <c>name@digest</c>.</summary>
    public required string Image { get; init; }

    /// <summary>False when it has died.</summary>
    public async Task<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await engine.Client.Containers.InspectContainerAsync(container.Id, cancellationToken)).State?.Running ?? false;
        }
        catch (DockerContainerNotFoundException)
        {
            return false;
        }
    }

    public Task JoinAsync(INetwork network, CancellationToken cancellationToken) =>
        engine.Client.Networks.ConnectNetworkAsync(network.Name, new NetworkConnectParameters
        {
            Container = container.Id,
            EndpointConfig = new EndpointSettings { Aliases = [Name] },
        }, cancellationToken);

    public Task LeaveAsync(INetwork network) =>
        engine.Client.Networks.DisconnectNetworkAsync(network.Name, new NetworkDisconnectParameters { Container = container.Id, Force = true });

    public ValueTask RemoveAsync() => container.DisposeAsync();
}
