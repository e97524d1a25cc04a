using System.Net;
using InterContainer.Runner.Clusters;
using k8s.Autorest;
using k8s.Models;

namespace InterContainer.Tests.Runner;

/// <summary>What a cluster says against a pod or a request, as one line.</summary>
public class PodTroubleTests
{
    public static TheoryData<V1PodStatus, string?> Statuses => new()
    {
        { new V1PodStatus { Phase = "Pending" }, null },
        { Running(), null },
        { Waiting("ContainerCreating", null), null },
        {
            Waiting("ImagePullBackOff", "Back-off pulling image \"reg/agent:1\""),
            "the node does not start ic-1 (ImagePullBackOff: Back-off pulling image \"reg/agent:1\"): put reg/agent:1 where the nodes find it, "
                + "with a pull secret of the namespace's service account where the registry asks for one"
        },
        {
            Waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root"),
            "the node does not start ic-1 (CreateContainerConfigError: container has runAsNonRoot and image will run as root)"
        },
        {
            new V1PodStatus
            {
                Conditions =
                [
                    new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/1 nodes are available." },
                ],
            },
            "the scheduler places ic-1 on no node (0/1 nodes are available): free room, or choose another --placement or --node"
        },
        { new V1PodStatus { Phase = "Failed", Reason = "Evicted", Message = "Low on memory." }, "the cluster ended ic-1 (Evicted: Low on memory)" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_pod_that_will_not_start_is_one_line_at_once_and_one_that_may_is_none(V1PodStatus status, string? line) =>
        Assert.Equal(line, PodTrouble.Of(new V1Pod { Metadata = new V1ObjectMeta { Name = "ic-1" }, Status = status }));

    [Theory]
    [InlineData("""{"kind":"Status","message":"pods \"ic-1\" is forbidden: no quota.\nmore"}""", "pods \"ic-1\" is forbidden: no quota")]
    [InlineData("no JSON", "no JSON")]
    [InlineData("", "HTTP 403, refused")]
    public void A_refusal_is_the_servers_own_first_line(string content, string line)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Forbidden);

        Assert.Equal(line, ClusterWords.Of(new HttpOperationException("refused") { Response = new HttpResponseMessageWrapper(response, content) }));
    }

    private static V1PodStatus Running() => new()
    {
        Phase = "Running",
        ContainerStatuses = [new V1ContainerStatus { Name = "agent", Ready = true, State = new V1ContainerState { Running = new V1ContainerStateRunning() } }],
    };

    private static V1PodStatus Waiting(string reason, string? message) => new()
    {
        Phase = "Pending",
        ContainerStatuses =
        [
            new V1ContainerStatus
            {
                Name = "agent",
                Image = "reg/agent:1",
                State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } },
            },
        ],
    };
}
