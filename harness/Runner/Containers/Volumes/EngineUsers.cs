using Docker.DotNet.Models;

namespace InterContainer.Runner.Containers;

/// <summary>Who the users of an engine's containers are on its machine, by its own word. Pure.</summary>
/// <param name="IsRootless">A container's root is the user that the engine runs as.</param>
/// <param name="AreMapped">A container's users are others there (userns-remap).</param>
public sealed record EngineUsers(bool IsRootless, bool AreMapped)
{
    internal static EngineUsers Of(SystemInfoResponse info)
    {
        bool Has(string name) => info.SecurityOptions?.Any(option => option.Split(',')[0] == $"name={name}") ?? false;
        return new EngineUsers(Has("rootless"), Has("userns"));
    }
}
