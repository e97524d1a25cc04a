namespace InterContainer.Runner.Containers;

/// <summary>Bridges with containers that sleep: each is made when first asked for, kept for the run, and removed by its label.</summary>
/// <param name="run">The run's id.</param>
/// <param name="networks">Makes them.</param>
internal sealed class CrowdedBridges(string run, InternalNetworks networks)
{
    /// <summary>The others and a pair have addresses of one octet.</summary>
    public const int Most = 200;

    // An engine makes some at once; all would be waited for by it alone.
    private const int AtOnce = 4;

    private readonly Dictionary<int, InternalNetwork> _bridges = [];

    /// <summary>The bridge with so many others on it.</summary>
    /// <param name="others">1 to <see cref="Most"/>.</param>
    /// <param name="image">Theirs.</param>
    public async Task<InternalNetwork> WithAsync(int others, string image)
    {
        if (_bridges.TryGetValue(others, out var bridge))
            return bridge;
        bridge = await networks.CreateAsync($"with-{others}");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, others),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, _) => await Holder.StartAsync(run, image, holder => holder.WithNetwork(bridge.Network)));
        return _bridges[others] = bridge;
    }
}
