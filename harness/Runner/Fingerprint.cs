using System.Runtime.InteropServices;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Host;
using InterContainer.Runner.Results;

namespace InterContainer.Runner;

/// <summary>What machine figures are of.</summary>
public static class Fingerprint
{
    /// <summary>That of the containers. Of one that is not this machine, what its engine says.</summary>
    /// <param name="engine">The one that takes part; null: none, and it is this machine.</param>
    public static HostInfo Of(Engine? engine) => (engine is { IsHere: false } ? Elsewhere(engine) : HostFacts.Read()) with
    {
        // Of the agents: in containers it is that of their image.
        Runtime = engine?.AgentRuntime ?? RuntimeInformation.FrameworkDescription,
        Engine = engine?.Name,
        EngineVersion = engine?.Version,
        StorageDriver = engine?.StorageDriver,
        CgroupVersion = engine?.CgroupVersion,
        ContainerRuntime = engine is { Runtimes.Default: { Length: > 0 } runtime } ? runtime : null,
    };

    private static HostInfo Elsewhere(Engine engine) => new()
    {
        Os = engine.OperatingSystem,
        Kernel = engine.Kernel,
        Cpu = $"{engine.Architecture}, model not told",
        Cores = engine.Processors,
        MemoryBytes = engine.MemoryBytes,
        Runtime = RuntimeInformation.FrameworkDescription,
        IsElsewhere = true,
    };
}
