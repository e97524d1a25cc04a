namespace InterContainer.Runner.Planning;

/// <summary>Where a cluster puts the two ends of a pair, and by what address the initiator reaches a server there. Names as people type them.</summary>
public static class Placement
{
    /// <summary>Both ends are containers of one pod: one network namespace, and the pod's own volumes.</summary>
    public const string SamePod = "same-pod";

    /// <summary>Two pods on one node; where nothing else is asked for.</summary>
    public const string SameNode = "same-node";

    /// <summary>Two pods on two nodes.</summary>
    public const string CrossNode = "cross-node";

    /// <summary>The address of the server's pod; where nothing else is asked for.</summary>
    public const string PodIP = "pod-ip";

    /// <summary>The cluster's address of a Service in front of it.</summary>
    public const string Service = "service";

    /// <summary>The endpoint of a Service without an address of its own.</summary>
    public const string Headless = "headless";

    /// <summary>A port of the server's node.</summary>
    public const string NodePort = "node-port";

    /// <summary>The node's own network, without one of the pod's.</summary>
    public const string HostNetwork = "host-network";

    /// <summary>Why there is no such thing elsewhere, with the remedy.</summary>
    internal const string NeedsCluster = "placements and ways to a server are those of a cluster: give --isolation kubernetes";

    /// <summary>All placements.</summary>
    public static IReadOnlyList<string> All { get; } = [SamePod, SameNode, CrossNode];

    /// <summary>All ways to reach a server.</summary>
    public static IReadOnlyList<string> Ways { get; } = [PodIP, Service, Headless, NodePort, HostNetwork];
}
