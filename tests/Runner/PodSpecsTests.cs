using InterContainer.Runner.Clusters;
using InterContainer.Runner.Planning;
using InterContainer.Transports;
using k8s.Models;

namespace InterContainer.Tests.Runner;

/// <summary>What the pods of a pair ask of a cluster, without one.</summary>
public class PodSpecsTests
{
    private const string Run = "20261128-101112-abc123";

    private static readonly (string, IReadOnlyDictionary<string, string>, bool)[] Two =
        [("responder", new Dictionary<string, string>(), true), ("initiator", new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0" }, false)];

    public static TheoryData<string> Ways => [.. Placement.Ways];

    // https://kubernetes.io/docs/concepts/security/pod-security-standards/, of both lists, baseline and restricted.
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_pod_of_agents_holds_to_the_restricted_standard_but_for_the_network_of_the_node_where_that_is_asked_for(string via)
    {
        var pod = PodSpecs.Agents(Run, "ic-1", "agent:1", Two, new Conditions { Via = via, Cpus = 0.5, MemoryBytes = 64 << 20 }).Spec;

        Assert.Equal(via == Placement.HostNetwork, pod.HostNetwork is true);
        Assert.True(pod is { HostPID: null or false, HostIPC: null or false, HostUsers: null, AutomountServiceAccountToken: false });
        Assert.All(pod.Volumes, volume => Assert.True(volume is { EmptyDir: not null, HostPath: null }));
        Assert.True(pod.SecurityContext is { RunAsNonRoot: true, RunAsUser: null, SeccompProfile.Type: "RuntimeDefault", Sysctls: null, SeLinuxOptions: null });
        Assert.True(pod.InitContainers is null && pod.EphemeralContainers is null);
        Assert.Equal(["responder", "initiator"], pod.Containers.Select(container => container.Name));
        Assert.All(pod.Containers, container =>
        {
            var security = container.SecurityContext;
            Assert.True(security is { Privileged: null, AllowPrivilegeEscalation: false, ReadOnlyRootFilesystem: true, ProcMount: null, RunAsUser: null });
            Assert.Equal(["ALL"], security.Capabilities.Drop);
            Assert.Null(security.Capabilities.Add);
            Assert.Null(container.Ports);
            Assert.Null(container.Lifecycle);
        });
    }

    [Fact]
    public void What_is_limited_asks_for_as_much_as_it_may_use_and_the_other_for_nothing()
    {
        var containers = PodSpecs.Agents(Run, "ic-1", "agent:1", Two, new Conditions { Cpus = 0.5, MemoryBytes = 64 << 20 }).Spec.Containers;

        Assert.Equal(("500m", "67108864"), (containers[0].Resources.Limits["cpu"].ToString(), containers[0].Resources.Limits["memory"].ToString()));
        Assert.Equal(containers[0].Resources.Limits, containers[0].Resources.Requests);
        Assert.Null(containers[1].Resources);
    }

    [Fact]
    public void An_agent_is_told_what_to_do_on_its_input_and_ends_with_that()
    {
        var agent = PodSpecs.Agents(Run, "ic-1", "agent:1", Two, Conditions.Default).Spec.Containers[1];

        Assert.True(agent is { Stdin: true, StdinOnce: true, Tty: null });
        Assert.Equal(
            [("ASSIGNMENT", "-"), ("DOTNET_TieredCompilation", "0")], agent.Env.Select(variable => (variable.Name, variable.Value)));
    }

    [Fact]
    public void Credentials_of_a_service_stand_in_its_secret_and_not_in_its_pod()
    {
        var start = new ServiceStart
        {
            Command = ["serve"],
            Environment = new Dictionary<string, string> { ["PASSWORD"] = "hunter2", ["EMPTY"] = "" },
            Files = [new("/etc/server/server.conf", "listen"), new("/etc/server/passwords", "u:hunter2") { Owner = 1883, IsPrivate = true }],
        };
        var service = new Service { Name = "server", Kind = ServiceKind.Broker, Title = "server", Image = "server:1", Port = 1, User = "1883:1883" };

        var (pod, secret) = (PodSpecs.Service(Run, "ic-server", "server:1", service, start), PodSpecs.Secret(Run, "ic-server", start));

        Assert.DoesNotContain("hunter2", k8s.KubernetesJson.Serialize(pod), StringComparison.Ordinal);
        Assert.Equal("hunter2", secret.StringData["PASSWORD"]);
        Assert.Equal("u:hunter2", secret.StringData["etc.server.passwords"]);
        Assert.Equal((1883, 1883, 1883), (pod.Spec.SecurityContext.RunAsUser, pod.Spec.SecurityContext.RunAsGroup, pod.Spec.SecurityContext.FsGroup));
        // 0444 and 0440.
        Assert.Equal([292, 288], pod.Spec.Volumes[0].Secret.Items.Select(item => item.Mode));
        Assert.Equal(["/etc/server/server.conf", "/etc/server/passwords"], pod.Spec.Containers[0].VolumeMounts.Select(mount => mount.MountPath));
    }

    [Theory]
    [InlineData(Placement.Service, "ClusterIP", null)]
    [InlineData(Placement.Headless, "ClusterIP", "None")]
    [InlineData(Placement.NodePort, "NodePort", null)]
    public void A_service_in_front_of_a_pod_is_of_the_kind_that_was_asked_for(string via, string type, string? address)
    {
        var front = PodSpecs.Front(Run, "ic-1", new ServerPort("ic-1-front", 9000, IsUdp: true), via);

        Assert.Equal((type, address, "ic-1-front", "UDP"), (front.Spec.Type, front.Spec.ClusterIP, front.Metadata.Name, front.Spec.Ports[0].Protocol));
        Assert.Equal(PodSpecs.Agents(Run, "ic-1", "agent:1", Two, Conditions.Default).Metadata.Labels[PodSpecs.Name], front.Spec.Selector[PodSpecs.Name]);
    }

    [Fact]
    public void A_name_is_one_that_a_cluster_takes_and_begins_with_the_run() => Assert.Equal("ic-20261128101112abc123", ObjectNames.Prefix(Run));

    [Theory]
    [InlineData("docker-pullable://reg/agent@sha256:12", "reg/agent:1", "reg/agent@sha256:12")]
    [InlineData("docker://sha256:12", "agent:1", "agent:1@sha256:12")]
    [InlineData("sha256:12", "agent:1", "agent:1@sha256:12")]
    [InlineData(null, "agent:1", "")]
    public void An_image_is_named_with_its_digest(string? id, string image, string name) =>
        Assert.Equal(name, ImageIds.Of(new V1ContainerStatus { Image = image, ImageID = id, Name = "agent" }));
}
