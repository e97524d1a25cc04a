using Docker.DotNet.Models;

namespace InterContainer.Runner.Containers;

/// <summary>What every container of a pair may do: as little as the engine lets us say.</summary>
internal static class Hardening
{
    /// <summary>Read-only root, no capabilities, no new privileges.</summary>
    public static void Apply(CreateContainerParameters parameters)
    {
        var host = parameters.HostConfig ??= new HostConfig();
        host.ReadonlyRootfs = true;
        host.CapDrop = ["ALL"];
        host.SecurityOpt = ["no-new-privileges"];
    }
}
