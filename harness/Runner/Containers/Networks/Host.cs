using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;

namespace InterContainer.Runner.Containers;

/// <summary>The network namespace of the engine's machine for both ends.</summary>
internal sealed class Host : INetworkTopology
{
    /// <inheritdoc/>
    public string Name => "host";

    /// <inheritdoc/>
    public string Summary => "the namespace of the engine's machine for both ends: its loopback, on a random port; services stay on a bridge";

    /// <inheritdoc/>
    public Task<PairNetwork> CreateAsync(NetworkRequest request) => Task.FromResult<PairNetwork>(new Namespace());

    private sealed class Namespace : PairNetwork
    {
        private readonly HostPorts _ports = new();
        private readonly Dictionary<ServiceContainer, string> _addresses = [];

        /// <inheritdoc/>
        public override bool HasOwnInterfaces => false;

        // On any other address it would serve any machine that reaches this one.
        /// <inheritdoc/>
        public override string ListensOn => "127.0.0.1";

        /// <inheritdoc/>
        public override int ListeningPort(int responder) => _ports.Of(responder);

        /// <inheritdoc/>
        public override string Host(int responder) => ListensOn;

        /// <inheritdoc/>
        public override ContainerBuilder Attach(ContainerBuilder container, int? responder) => container.WithCreateParameterModifier(parameters =>
        {
            var host = parameters.HostConfig ??= new HostConfig();
            host.NetworkMode = "host";
            host.ExtraHosts = [.. _addresses.Select(service => $"{service.Key.Name}:{service.Value}")];
        });

        /// <inheritdoc/>
        public override ValueTask DisposeAsync() => default;

        /// <inheritdoc/>
        protected override async Task JoinAsync(ServiceContainer service, int index, CancellationToken cancellationToken)
        {
            var address = await service.AddressAsync(service.Home, cancellationToken);
            lock (_addresses)
                _addresses[service] = address;
        }
    }
}
