using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A network of a swarm that is there already. Both ends are on one node.</summary>
internal sealed class Overlay : INetworkTopology
{
    private const string Encrypted = "encrypted";

    /// <inheritdoc/>
    public string Name => "overlay";

    /// <inheritdoc/>
    public string Summary => "an attachable overlay network of the swarm that the engine is in already; both ends are on one node, so nothing is encapsulated";

    /// <inheritdoc/>
    public IReadOnlyList<TransportOption> Options { get; } = [TransportOption.OneOf(Encrypted, "off", "on")];

    /// <inheritdoc/>
    public string Remedy => "it takes a swarm whose ports (7946, 4789) are open; or leave overlay out of --network";

    /// <inheritdoc/>
    public string? UnsupportedReason(EngineNetworking engine, IReadOnlyDictionary<string, string> options) => engine.LacksDriver("overlay")
        // First what no swarm helps.
        ?? (options[Encrypted] == "off" ? null : engine.LacksInKernel("CONFIG_INET_ESP", "encryption (IPsec ESP)")
            ?? "both ends are on one node, whose messages are never encrypted: leave out encrypted=on")
        ?? engine.Swarm switch
        {
            SwarmRole.Manager => null,
            SwarmRole.Worker => "the engine does not manage the swarm that it is in, and only a manager makes networks: name a manager by DOCKER_HOST, "
                + "or leave overlay out of --network",
            _ => "the engine manages no swarm, and the suite never changes an engine: give docker swarm init, or leave overlay out of --network",
        };

    /// <inheritdoc/>
    public async Task<PairNetwork> CreateAsync(NetworkRequest request)
    {
        var network = await request.Networks.CreateAsync($"{request.Pair}", parameters =>
        {
            parameters.Driver = Name;
            parameters.Attachable = true;
        });
        return new OwnNetwork(network, request.UsesHostsFile);
    }
}
