using System.Net;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>Two bridges, and the responder's port published on the address of the initiator's gateway.</summary>
internal sealed class Published : INetworkTopology
{
    /// <inheritdoc/>
    public string Name => "published";

    /// <inheritdoc/>
    public string Summary => "two bridges; the responder's port is published on the address of the initiator's gateway alone, and reached there";

    /// <inheritdoc/>
    public string Remedy =>
        "an engine with userland-proxy off may let no bridge reach what another publishes (moby/moby 38784, 40518): set it on, "
            + "or leave published out of --network";

    /// <inheritdoc/>
    public string? SkipReason(Traits traits) => !INetworkTopology.UsesNetwork(traits)
        ? $"{traits.Name} does not use the network: as without --network, where it is measured"
        : INetworkTopology.UsesService(traits)
        ? $"both ends of {traits.Name} are clients of a service on their own network, so no port of theirs is published: as without --network"
        : null;

    /// <inheritdoc/>
    public async Task<PairNetwork> CreateAsync(NetworkRequest request)
    {
        // The engine publishes no port of an internal network. Without masquerading nothing that the responder sends out is answered.
        var responders = await request.Networks.CreateAsync($"{request.Pair}-responders", parameters =>
        {
            parameters.Internal = false;
            parameters.Options = new Dictionary<string, string> { ["com.docker.network.bridge.enable_ip_masquerade"] = "false" };
        });
        try
        {
            // With masquerading, as networks of people are: the engine's rules for published ports differ without.
            var initiator = await request.Networks.CreateAsync($"{request.Pair}", parameters => parameters.Internal = false);
            return new Bridges(request, responders, initiator);
        }
        catch
        {
            await responders.Network.DisposeAsync();
            throw;
        }
    }

    private sealed class Bridges(NetworkRequest request, InternalNetwork responders, InternalNetwork initiator) : PairNetwork
    {
        private readonly HostPorts _ports = new();
        private string _proxy = UserlandProxy.Unknown;

        private string Protocol => request.SendsDatagrams ? "udp" : "tcp";

        /// <inheritdoc/>
        public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { [UserlandProxy.Setting] = _proxy };

        /// <inheritdoc/>
        public override string Host(int responder) => initiator.Gateway;

        /// <inheritdoc/>
        public override int DialledPort(int responder) => _ports.Of(responder);

        /// <inheritdoc/>
        public override ContainerBuilder Attach(ContainerBuilder container, int? responder) => responder is { } number
            ? container.WithNetwork(responders.Network).WithCreateParameterModifier(parameters => Publish(parameters, number))
            : container.WithNetwork(initiator.Network);

        /// <inheritdoc/>
        public override void Sample() =>
            _proxy = UserlandProxy.Look(request.Engine.IsHere, IPAddress.Parse(initiator.Gateway), _ports.Of(0), request.SendsDatagrams);

        /// <inheritdoc/>
        public override async ValueTask DisposeAsync()
        {
            await responders.Network.DisposeAsync();
            await initiator.Network.DisposeAsync();
        }

        /// <inheritdoc/>
        protected override Task JoinAsync(ServiceContainer service, int index, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Published ports are measured without services.");

        private void Publish(CreateContainerParameters parameters, int responder)
        {
            var port = FormattableString.Invariant($"{ListeningPort(responder)}/{Protocol}");
            parameters.ExposedPorts = new Dictionary<string, EmptyStruct> { [port] = default };
            (parameters.HostConfig ??= new HostConfig()).PortBindings = new Dictionary<string, IList<PortBinding>>
            {
                [port] = [new PortBinding { HostIP = initiator.Gateway, HostPort = FormattableString.Invariant($"{_ports.Of(responder)}") }],
            };
        }
    }
}
