using System.Collections.Concurrent;
using System.Globalization;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A bridge that others are on: the engine's default one, or one with so many containers that sleep.</summary>
internal sealed class SharedBridge : INetworkTopology
{
    private const string Containers = "containers";

    // Docker's and Podman's.
    private static readonly string[] DefaultNames = ["bridge", "podman"];

    /// <inheritdoc/>
    public string Name => "shared-bridge";

    /// <inheritdoc/>
    public string Summary => "the engine's default bridge; with containers=50 a bridge of the run with 50 other containers on it, which sleep";

    /// <inheritdoc/>
    public IReadOnlyList<TransportOption> Options { get; } = [TransportOption.WholeNumber(Containers, 0, 0, CrowdedBridges.Most)];

    /// <inheritdoc/>
    public async Task<PairNetwork> CreateAsync(NetworkRequest request)
    {
        var others = int.Parse(request.Options[Containers], CultureInfo.InvariantCulture);
        var network = others == 0
            ? await DefaultAsync(request.Engine)
            : (await request.Crowded.WithAsync(others, request.HolderImage)).Network.Name;
        return new Shared(request.Engine, network);
    }

    private static async Task<string> DefaultAsync(Engine engine)
    {
        var names = (await engine.Client.Networks.ListNetworksAsync(new NetworksListParameters())).Select(network => network.Name).ToList();
        return DefaultNames.FirstOrDefault(names.Contains)
            ?? throw new UnsupportedException("the engine has no default bridge: leave shared-bridge out of --network, or give it containers=1 or more");
    }

    /// <summary>Its containers are reached by address: a default bridge has no names, and on a kept one pairs would share them.</summary>
    private sealed class Shared(Engine engine, string network) : PairNetwork
    {
        private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

        private readonly ConcurrentDictionary<int, string> _responders = new();
        private readonly ConcurrentDictionary<ServiceContainer, string> _services = new();

        /// <inheritdoc/>
        public override string Host(int responder) => _responders.GetValueOrDefault(responder, "");

        /// <inheritdoc/>
        public override ContainerBuilder Attach(ContainerBuilder container, int? responder) => container.WithCreateParameterModifier(parameters =>
        {
            var host = parameters.HostConfig ??= new HostConfig();
            host.NetworkMode = network;
            host.ExtraHosts = [.. _services.Select(service => $"{service.Key.Name}:{service.Value}")];
        });

        /// <inheritdoc/>
        public override async Task StartedAsync(int responder, string container)
        {
            var seen = await engine.Client.Containers.InspectContainerAsync(container);
            _responders[responder] = seen.NetworkSettings!.Networks![network].IPAddress ?? "";
        }

        /// <inheritdoc/>
        public override async Task LocateAsync(int responders, CancellationToken cancellationToken)
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(StartTimeout);
            try
            {
                while (Enumerable.Range(0, responders).Any(responder => !_responders.ContainsKey(responder)))
                    await Task.Delay(10, limited.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new LaunchException($"no responder has an address on {network} within {StartTimeout.TotalSeconds:0} s");
            }
        }

        /// <summary>What stands on it goes with its containers; services stay until they are removed, for pairs overlap.</summary>
        public override ValueTask DisposeAsync() => default;

        /// <inheritdoc/>
        protected override async Task JoinAsync(ServiceContainer service, int index, CancellationToken cancellationToken)
        {
            await service.StayOnAsync(network, cancellationToken);
            _services[service] = await service.AddressAsync(network, cancellationToken);
        }
    }
}
