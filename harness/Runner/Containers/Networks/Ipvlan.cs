namespace InterContainer.Runner.Containers;

/// <summary>Interfaces of their own on one parent, whose address in the Ethernet they share.</summary>
internal sealed class Ipvlan : INetworkTopology
{
    /// <inheritdoc/>
    public string Name => "ipvlan";

    /// <inheritdoc/>
    public string Summary => "an interface for each end on one parent, whose MAC address they share; the parent is a bridge of the pair's own";

    /// <inheritdoc/>
    public string Remedy => "it takes a kernel with CONFIG_IPVLAN and an engine that is root there; or leave ipvlan out of --network";

    /// <inheritdoc/>
    public string? UnsupportedReason(EngineNetworking engine, IReadOnlyDictionary<string, string> options) =>
        engine.LacksDriver("ipvlan") ?? engine.LacksInKernel("CONFIG_IPVLAN", "ipvlan");

    /// <inheritdoc/>
    public Task<PairNetwork> CreateAsync(NetworkRequest request) => OnBridge.CreateAsync(request, "ipvlan");
}
