using InterContainer.Runner.Planning;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>Where the initiator reaches a server in a pod.</summary>
/// <param name="Host">An address.</param>
/// <param name="Port">To dial.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>Makes what is needed in front of it.</summary>
    /// <param name="pods">Of the run.</param>
    /// <param name="pod">The server's, which runs.</param>
    /// <param name="front">What stands in front of it, where something does.</param>
    /// <param name="via">Of <see cref="Placement.Ways"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Execution.LaunchException">The cluster refuses.</exception>
    public static async Task<ServerAddress> OfAsync(ClusterPods pods, V1Pod pod, ServerPort front, string via, CancellationToken cancellationToken)
    {
        if (via is Placement.PodIP or Placement.HostNetwork)
            return new ServerAddress(pod.Status.PodIP, front.Port);
        var service = await pods.FrontAsync(PodSpecs.Front(pods.Run, pod.Metadata.Name, front, via));
        return via switch
        {
            Placement.NodePort => new ServerAddress(pod.Status.HostIP, service.Spec.Ports[0].NodePort!.Value),
            Placement.Headless => new ServerAddress(await pods.EndpointAsync(front.Name, cancellationToken), front.Port),
            _ => new ServerAddress(service.Spec.ClusterIP, front.Port),
        };
    }
}

/// <summary>A port of a server, and the Service that may stand in front of it.</summary>
/// <param name="Name">Of the Service.</param>
/// <param name="Port">On which the server listens.</param>
/// <param name="IsUdp">Else it is TCP.</param>
internal sealed record ServerPort(string Name, int Port, bool IsUdp);
