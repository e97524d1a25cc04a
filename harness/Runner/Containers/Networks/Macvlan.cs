namespace InterContainer.Runner.Containers;

/// <summary>Interfaces of their own on one parent, with addresses of their own in the Ethernet.</summary>
internal sealed class Macvlan : INetworkTopology
{
    /// <inheritdoc/>
    public string Name => "macvlan";

    /// <inheritdoc/>
    public string Summary => "an interface for each end on one parent, with a MAC address of its own; the parent is a bridge of the pair's own";

    /// <inheritdoc/>
    public string Remedy => "it takes a kernel with CONFIG_MACVLAN and an engine that is root there; or leave macvlan out of --network";

    /// <inheritdoc/>
    public string? UnsupportedReason(EngineNetworking engine, IReadOnlyDictionary<string, string> options) =>
        engine.LacksDriver("macvlan") ?? engine.LacksInKernel("CONFIG_MACVLAN", "macvlan");

    /// <inheritdoc/>
    public Task<PairNetwork> CreateAsync(NetworkRequest request) => OnBridge.CreateAsync(request, "macvlan");
}
