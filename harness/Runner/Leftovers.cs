using InterContainer.Runner.Containers;
using InterContainer.Runner.Processes;

namespace InterContainer.Runner;

/// <summary>What runs whose process is gone left behind.</summary>
public static class Leftovers
{
    /// <summary>Removes containers, networks and volumes that carry our label, and images that later ones have replaced.</summary>
    /// <returns>What was removed, in words.</returns>
    public static async Task<IReadOnlyList<string>> RemoveContainersAsync(Engine engine) =>
        [.. await Sweep.AbandonedAsync(engine), .. await Sweep.ImagesAsync(engine)];

    /// <summary>Removes shared folders of process pairs.</summary>
    /// <returns>What was removed, in words.</returns>
    public static IReadOnlyList<string> RemoveFolders() => TemporaryFolder.RemoveAbandoned();
}
