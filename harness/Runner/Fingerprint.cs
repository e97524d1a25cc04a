using System.Runtime.InteropServices;
using InterContainer.Runner.Clusters;
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

    /// <summary>The engine's name where a cluster runs the pairs.</summary>
    public const string Kubernetes = "Kubernetes";

    /// <summary>Of a cluster, what it tells of its first node, and how many there are. A role may lack the right to see them.</summary>
    /// <exception cref="Execution.LaunchException">It does not answer any more.</exception>
    public static async Task<HostInfo> OfAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        const string NotTold = "not told";
        var nodes = await cluster.NodesAsync(cancellationToken);
        var first = nodes.Count == 0 ? null : nodes[0];
        return new HostInfo
        {
            Os = first?.System ?? NotTold,
            Kernel = first?.Kernel ?? NotTold,
            Cpu = first?.Architecture ?? NotTold,
            Cores = first?.Processors ?? 0,
            MemoryBytes = first?.MemoryBytes ?? 0,
            Runtime = ".NET",
            Engine = Kubernetes,
            EngineVersion = nodes.Count == 0 ? cluster.Version : FormattableString.Invariant($"{cluster.Version} (nodes: {nodes.Count})"),
            ContainerRuntime = first?.ContainerRuntime,
            IsElsewhere = true,
        };
    }

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
