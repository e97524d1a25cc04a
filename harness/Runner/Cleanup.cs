using InterContainer.Runner.Clusters;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Host;

namespace InterContainer.Runner;

/// <summary>What runs whose process is gone left behind.</summary>
public static class Cleanup
{
    /// <summary>Removes containers, networks and volumes that carry our label, and images that runs have built.</summary>
    /// <param name="engine">Where they are.</param>
    /// <param name="extent">Which of them.</param>
    /// <returns>A line for each, with what was done.</returns>
    /// <exception cref="Execution.LaunchException">The engine refuses; its own words say why.</exception>
    public static Task<IReadOnlyList<string>> RemoveContainersAsync(Engine engine, CleanupScope extent) =>
        EngineWords.AskAsync("the engine does not remove what runs left", RemoveAsync(engine, extent));

    private static async Task<IReadOnlyList<string>> RemoveAsync(Engine engine, CleanupScope extent) =>
        [
            .. (await ContainerCleanup.AbandonedAsync(engine, extent))
                .Concat(await ContainerCleanup.ImagesAsync(engine, extent))
                .Select(thing => $"removed {thing}"),
        ];

    /// <summary>Removes containers, networks and volumes of one run, which goes on nowhere.</summary>
    /// <param name="engine">Where they are.</param>
    /// <param name="run">Its id.</param>
    /// <returns>A line for each, with what was done.</returns>
    public static async Task<IReadOnlyList<string>> RemoveOfRunAsync(Engine engine, string run) =>
        [.. (await ContainerCleanup.RunAsync(engine, run)).Select(thing => $"removed {thing}")];

    /// <summary>Removes what carries our label from a cluster.</summary>
    /// <param name="cluster">Where it is.</param>
    /// <param name="space">A namespace that runs were given; null: namespaces of their own.</param>
    /// <param name="extent">Which of them.</param>
    /// <returns>A line for each, with what was done.</returns>
    /// <exception cref="Execution.LaunchException">The cluster refuses; its own words say why.</exception>
    public static async Task<IReadOnlyList<string>> RemoveFromClusterAsync(Cluster cluster, string? space, CleanupScope extent) =>
    [
        .. (await ClusterWords.AskAsync(
            "the cluster does not remove what runs left", ClusterCleanup.AbandonedAsync(cluster.Client, space, extent)))
            .Select(thing => $"removed {thing}"),
    ];

    /// <summary>Removes shared folders of process pairs.</summary>
    /// <returns>A line for each, with what was done.</returns>
    public static IReadOnlyList<string> RemoveFolders() => TemporaryFolder.RemoveAbandoned();
}
