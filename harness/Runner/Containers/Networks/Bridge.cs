namespace InterContainer.Runner.Containers;

/// <summary>An internal bridge of the pair's own: where pairs live by default.</summary>
internal sealed class Bridge : INetworkTopology
{
    /// <inheritdoc/>
    public string Name => NetworkChoice.Default;

    /// <inheritdoc/>
    public string Summary => "an internal bridge of the pair's own, with no way out (default)";

    /// <inheritdoc/>
    public bool IsTried => false;

    /// <inheritdoc/>
    public string? SkipReason(Transports.Traits traits) => null;

    /// <inheritdoc/>
    public async Task<PairNetwork> CreateAsync(NetworkRequest request) =>
        new OwnNetwork(await request.Networks.CreateAsync($"{request.Pair}"), request.UsesHostsFile);
}
