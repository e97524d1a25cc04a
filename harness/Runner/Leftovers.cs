using InterContainer.Runner.Containers;
using InterContainer.Runner.Processes;

namespace InterContainer.Runner;

/// <summary>What runs whose process is gone left behind.</summary>
public static class Leftovers
{
    /// <summary>Removes containers, networks and volumes that carry our label.</summary>
    /// <returns>What was removed, in words.</returns>
    public static Task<IReadOnlyList<string>> RemoveContainersAsync(Engine engine) => Sweep.AbandonedAsync(engine);

    /// <summary>Removes shared folders of process pairs.</summary>
    /// <returns>What was removed, in words.</returns>
    public static IReadOnlyList<string> RemoveFolders() => TemporaryFolder.RemoveAbandoned();
}
