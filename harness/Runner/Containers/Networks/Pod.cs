using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace InterContainer.Runner.Containers;

/// <summary>One network namespace for both ends, as in a pod of Kubernetes.</summary>
internal sealed class Pod : INetworkTopology
{
    /// <inheritdoc/>
    public string Name => "pod";

    /// <inheritdoc/>
    public string Summary => "one network namespace for both ends, as in a Kubernetes pod: loopback; a third container holds it";

    // What a pod is asked for is all that two containers in it can use.
    /// <inheritdoc/>
    public string? SkipReason(Transports.Traits traits) => null;

    /// <inheritdoc/>
    public async Task<PairNetwork> CreateAsync(NetworkRequest request) => new Namespace(request, await request.Networks.CreateAsync($"{request.Pair}"));

    private sealed class Namespace(NetworkRequest request, InternalNetwork network) : PairNetwork
    {
        private IContainer? _holder;

        /// <inheritdoc/>
        public override bool HasOwnInterfaces => false;

        /// <inheritdoc/>
        public override string ListensOn => "127.0.0.1";

        /// <inheritdoc/>
        public override int ListeningPort(int responder) => OrdinaryPort + responder;

        /// <inheritdoc/>
        public override string Host(int responder) => ListensOn;

        /// <inheritdoc/>
        public override ContainerBuilder Attach(ContainerBuilder container, int? responder) => container.WithCreateParameterModifier(parameters =>
            (parameters.HostConfig ??= new HostConfig()).NetworkMode = $"container:{_holder!.Id}");

        /// <inheritdoc/>
        public override async ValueTask DisposeAsync()
        {
            await Task.WhenAll(Services.Select(service => service.LeaveAsync(network.Network.Name)));
            if (_holder is not null)
                await _holder.DisposeAsync();
            await network.Network.DisposeAsync();
        }

        /// <inheritdoc/>
        protected override Task JoinAsync(ServiceContainer service, int index, CancellationToken cancellationToken) => service.JoinAsync(
            network.Network.Name,
            request.UsesHostsFile ? new EndpointIPAMConfig { IPv4Address = network.Service(index) } : null,
            cancellationToken);

        /// <inheritdoc/>
        protected override async Task CompleteAsync(CancellationToken cancellationToken) => _holder = await Holder.StartAsync(
            request.Run,
            request.HolderImage,
            holder => holder.WithNetwork(network.Network).WithCreateParameterModifier(parameters =>
            {
                if (request.UsesHostsFile)
                    parameters.HostConfig!.ExtraHosts = [.. Services.Select((service, index) => $"{service.Name}:{network.Service(index)}")];
            }));
    }
}
