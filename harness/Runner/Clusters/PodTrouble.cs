using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>Why a pod will not start, from what the cluster says of it at once. Pure.</summary>
internal static class PodTrouble
{
    private static readonly HashSet<string> Hopeless = new(StringComparer.Ordinal)
    {
        "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError", "CreateContainerConfigError", "CreateContainerError",
        "RunContainerError",
    };

    /// <summary>One line with the remedy; null: it runs, or may still.</summary>
    public static string? Of(V1Pod pod)
    {
        var name = pod.Metadata?.Name ?? "the pod";
        if (pod.Status is not { } status)
            return null;
        if (status.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
            return $"the scheduler places {name} on no node ({Words(unscheduled.Message ?? unscheduled.Reason)}): "
                + "free room, or choose another --placement or --node";
        var waiting = (status.ContainerStatuses ?? []).Select(container => (container.Image, container.State?.Waiting))
            .FirstOrDefault(one => one.Waiting?.Reason is { } reason && Hopeless.Contains(reason));
        if (waiting.Waiting is { } trouble)
        {
            var isOfImage = trouble.Reason.Contains("Image", StringComparison.Ordinal);
            return $"the node does not start {name} ({trouble.Reason}: {Words(trouble.Message)})"
                + (isOfImage
                    ? $": put {waiting.Image} where the nodes find it, with a pull secret of the namespace's service account where the registry asks for one"
                    : "");
        }

        return status.Phase == "Failed" && (status.ContainerStatuses ?? []).Count == 0
            ? $"the cluster ended {name} ({status.Reason}: {Words(status.Message)})"
            : null;
    }

    private static string Words(string? text) => ClusterWords.FirstLine(text ?? "no more is said");
}
