namespace InterContainer.Runner.Containers;

/// <summary>For which pair a network is wanted, and what it can be made of.</summary>
/// <param name="Engine">Makes it.</param>
/// <param name="Run">The run's id, for labels.</param>
/// <param name="Pair">Its number, unique in the run.</param>
/// <param name="Options">Of the topology, every one with its value.</param>
internal sealed record NetworkRequest(Engine Engine, string Run, int Pair, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>Makes networks with addresses that are free.</summary>
    public required InternalNetworks Networks { get; init; }

    /// <summary>Those that are kept for the run.</summary>
    public required CrowdedBridges Crowded { get; init; }

    /// <summary>Whether each container is told the names and addresses of the others, because the engine's networks do not resolve names.</summary>
    public required bool UsesHostsFile { get; init; }

    /// <summary>The image of containers that hold a place and do nothing.</summary>
    public required string HolderImage { get; init; }

    /// <summary>Whether messages are UDP datagrams, and not streams of TCP.</summary>
    public required bool SendsDatagrams { get; init; }
}
