using System.Security.Cryptography;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Transports;
using Version = System.Version;

namespace InterContainer.Runner.Containers;

/// <summary>An internal bridge with addresses of IPv6, which the ends dial.</summary>
internal sealed class IPv6 : INetworkTopology
{
    private const string Only = "only";

    // Before it, a network has addresses of IPv4 whether it is asked for them or not.
    private static readonly Version OnlySince = new(1, 48);

    /// <inheritdoc/>
    public string Name => "ipv6";

    /// <inheritdoc/>
    public string Summary => "IPv6 addresses on an internal dual-stack bridge of the pair's own; with only=on a bridge without IPv4";

    /// <inheritdoc/>
    public IReadOnlyList<TransportOption> Options { get; } = [TransportOption.OneOf(Only, "off", "on")];

    /// <inheritdoc/>
    public string Remedy => "it takes a kernel and an engine with IPv6; or leave ipv6 out of --network";

    /// <inheritdoc/>
    public string? UnsupportedReason(EngineNetworking engine, IReadOnlyDictionary<string, string> options) => options[Only] == "on" && engine.Api < OnlySince
        ? $"a network without IPv4 needs API {OnlySince}, and " + (engine.NewestApi < OnlySince
            ? $"the engine speaks none newer than {engine.NewestApi}: leave out only=on, or upgrade the engine"
            : $"{engine.Api} is spoken to the engine: leave out only=on, or give {ApiVersions.Variable}={OnlySince}")
        : engine.LacksInKernel("CONFIG_IPV6", "IPv6");

    /// <inheritdoc/>
    public async Task<PairNetwork> CreateAsync(NetworkRequest request)
    {
        // RFC 4193: a local network has a random number of 40 bits after fd.
        var number = RandomNumberGenerator.GetHexString(10, lowercase: true);
        var prefix = $"fd{number[..2]}:{number[2..6]}:{number[6..]}:0";
        var network = await request.Networks.CreateAsync($"{request.Pair}", parameters =>
        {
            var config = new IPAMConfig { Subnet = $"{prefix}::/64" };
            parameters.EnableIPv6 = true;
            parameters.IPAM!.Config = request.Options[Only] == "on" ? [config] : [.. parameters.IPAM.Config!, config];
            if (request.Options[Only] == "on")
                parameters.EnableIPv4 = false;
        });
        return new Addressed(network, prefix);
    }

    /// <summary>Its names are in the hosts file, with addresses of IPv6 alone.</summary>
    private sealed class Addressed(InternalNetwork network, string prefix) : OwnNetwork(network, usesHostsFile: false)
    {
        private const string Suffix = "-ip6";

        /// <inheritdoc/>
        public override string ListensOn => "::";

        /// <inheritdoc/>
        public override string Host(int responder) => $"{NameOf(responder)}{Suffix}";

        /// <inheritdoc/>
        protected override Task JoinAsync(ServiceContainer service, int index, CancellationToken cancellationToken) =>
            service.JoinAsync(Network.Network.Name, new EndpointIPAMConfig { IPv6Address = Of(Network.Service(index)) }, cancellationToken);

        /// <inheritdoc/>
        protected override void Address(CreateContainerParameters parameters, int? responder)
        {
            foreach (var endpoint in parameters.NetworkingConfig!.EndpointsConfig!.Values)
                endpoint.IPAMConfig = new EndpointIPAMConfig { IPv6Address = Of(responder is { } number ? Network.Responder(number) : Network.Initiator) };
            (parameters.HostConfig ??= new HostConfig()).ExtraHosts =
            [
                .. Services.Select((service, index) => $"{service.Name}:{Of(Network.Service(index))}"),
                .. Enumerable.Range(0, Protocol.Cell.MaxResponders).Select(number => $"{Host(number)}:{Of(Network.Responder(number))}"),
            ];
        }

        // The last number of one is the last number of the other.
        private string Of(string address) => $"{prefix}::{address[(address.LastIndexOf('.') + 1)..]}";
    }
}
