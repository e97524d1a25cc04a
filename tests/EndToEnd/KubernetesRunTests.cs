using InterContainer.Runner.Results;
using k8s;
using k8s.Models;

namespace InterContainer.Tests.EndToEnd;

/// <summary>Pairs of pods in a real cluster of two nodes, which <c>.ci/cluster-up</c> makes: it takes minutes, so CI has none.</summary>
[Collection(nameof(WholeRuns))]
public sealed class KubernetesRunTests : IDisposable
{
    private const string Label = "intercontainer.run";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private static readonly string[] Run =
    [
        "run", "--quick", "--isolation", "kubernetes", "--scenario", "round-trip", "--payload", "64", "--out", "out",
        "--image", "agent=intercontainer/agent:cluster", "--image", "mosquitto=intercontainer/mosquitto:offline",
    ];

    private readonly Kubernetes _cluster = Connect();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Every_placement_and_way_is_measured_on_the_nodes_that_it_names_or_skipped_with_the_reason()
    {
        using var bench = BenchProcess.Start(
            [
                .. Run, .. BenchProcess.Brief, "--transport", "tcp,udp,uds,mqtt-qos0", "--placement", "same-pod,same-node,cross-node",
                "--via", "pod-ip,service,headless,node-port,host-network",
            ]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        var run = ResultsFile.Read(bench.Out);
        Assert.Equal(("Kubernetes", true), (run.Run.Host.Engine, run.Run.Host.IsElsewhere));
        Assert.All(run.Results, result => Assert.Equal(Isolation.Kubernetes, result.Isolation));
        Assert.All(run.Results.Where(result => result.Status == Status.Ok), result =>
        {
            var (server, client) = (result.Settings["node.responder"], result.Settings["node.initiator"]);
            Assert.Equal(result.Conditions.Placement == "cross-node", server != client);
        });
        // One line for each that this cluster cannot have, and no other.
        Assert.All(run.Results.Where(result => result.Status != Status.Ok), result => Assert.Equal(Status.Skipped, result.Status));
        Assert.Equal(
            ["same-pod"], run.Results.Where(result => result is { Transport: "uds", Status: Status.Ok }).Select(result => result.Conditions.Placement));
        foreach (var transport in new[] { "tcp", "udp" })
            Assert.Equal(11, run.Results.Count(result => result.Transport == transport && result.Status == Status.Ok));
        Assert.Equal(8, run.Results.Count(result => result is { Transport: "mqtt-qos0", Status: Status.Ok }));
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task A_run_that_is_ended_in_the_middle_leaves_nothing(string signal)
    {
        using var bench = BenchProcess.Start([.. Run, "--transport", "tcp", "--rounds", "20"]);
        await bench.SeesAsync("tcp", Timeout);
        while (await PodsAsync() < 2)
            await Task.Delay(100, Stop);

        bench.Signal(signal);
        Assert.Equal(signal == "INT" ? 130 : 137, await bench.ExitCodeAsync(Timeout));

        if (signal == "KILL")
        {
            using var clean = BenchProcess.Start(["clean", "--context", Context]);
            Assert.Equal(0, await clean.ExitCodeAsync(Timeout));
            Assert.Contains("removed namespace ic-", clean.Output, StringComparison.Ordinal);
        }

        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task An_image_that_no_node_finds_is_one_line()
    {
        using var bench = BenchProcess.Start(
            [
                "run", "--quick", "--isolation", "kubernetes", "--transport", "tcp", "--scenario", "round-trip", "--out", "out",
                "--image", "agent=nowhere/agent:1",
            ]);

        // A node may take its time to ask a registry that is not there.
        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        var result = Assert.Single(ResultsFile.Read(bench.Out).Results);
        Assert.Contains("put nowhere/agent:1 where the nodes find it", result.Reason, StringComparison.Ordinal);
        await AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("pods/attach", "the cluster does not attach to the agent")]
    [InlineData("pods", "the cluster does not let this role see and remove pods, services and secrets in --namespace")]
    public async Task In_a_namespace_of_a_persons_own_the_role_of_the_document_is_enough_and_less_is_one_line(string? without, string? line)
    {
        var space = $"bench-role-{System.Environment.ProcessId}";
        await _cluster.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = space } }, cancellationToken: Stop);
        var kubeconfig = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(kubeconfig, await RoleAsync(space, without), Stop);
            using var bench = BenchProcess.Start(
                [.. Run, .. BenchProcess.Brief, "--transport", "tcp,mqtt-qos0", "--via", "service,headless", "--namespace", space],
                new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig });

            Assert.Equal(line is null ? 0 : without == "pods" ? 2 : 1, await bench.ExitCodeAsync(Timeout));

            Assert.Contains(line ?? "4 cells", bench.Output + bench.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", bench.Output + bench.Errors, StringComparison.Ordinal);
            // It stays, and nothing of the run does.
            Assert.Equal("Active", (await _cluster.CoreV1.ReadNamespaceAsync(space, cancellationToken: Stop)).Status.Phase);
            Assert.Empty((await _cluster.CoreV1.ListNamespacedSecretAsync(space, labelSelector: Label, cancellationToken: Stop)).Items);
            await AssertNothingLeftAsync();
        }
        finally
        {
            File.Delete(kubeconfig);
            await _cluster.CoreV1.DeleteNamespaceAsync(space, cancellationToken: CancellationToken.None);
            while ((await _cluster.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name={space}", cancellationToken: Stop)).Items.Count > 0)
                await Task.Delay(200, Stop);
        }
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_one_line()
    {
        var space = $"bench-quota-{System.Environment.ProcessId}";
        await _cluster.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = space } }, cancellationToken: Stop);
        try
        {
            await _cluster.CoreV1.CreateNamespacedResourceQuotaAsync(
                new V1ResourceQuota
                {
                    Metadata = new V1ObjectMeta { Name = "none" },
                    Spec = new V1ResourceQuotaSpec { Hard = new Dictionary<string, ResourceQuantity> { ["pods"] = new("0") } },
                },
                space,
                cancellationToken: Stop);
            using var bench = BenchProcess.Start([.. Run, "--transport", "tcp", "--namespace", space]);

            Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

            Assert.Contains("exceeded quota: none", Assert.Single(ResultsFile.Read(bench.Out).Results).Reason, StringComparison.Ordinal);
        }
        finally
        {
            await _cluster.CoreV1.DeleteNamespaceAsync(space, cancellationToken: CancellationToken.None);
        }
    }

    // A kubeconfig of an account that has the role of docs/kubernetes.md, without the rules for a resource.
    private async Task<string> RoleAsync(string space, string? without)
    {
        var document = await File.ReadAllTextAsync(Repository.Path("docs", "kubernetes.md"), Stop);
        var role = KubernetesYaml.Deserialize<V1Role>(document.Split("```yaml\n")[1].Split("```")[0]);
        foreach (var rule in role.Rules)
            rule.Resources = [.. rule.Resources.Where(resource => resource != without)];
        role.Rules = [.. role.Rules.Where(rule => rule.Resources.Count > 0)];
        await _cluster.RbacAuthorizationV1.CreateNamespacedRoleAsync(role, space, cancellationToken: Stop);
        await _cluster.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "person" } }, space, cancellationToken: Stop);
        await _cluster.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = "person" },
                RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = role.Metadata.Name },
                Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = "person", NamespaceProperty = space }],
            },
            space,
            cancellationToken: Stop);
        var token = await _cluster.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [] } }, "person", space, cancellationToken: Stop);
        return $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "{{{_cluster.BaseUri}}}", insecure-skip-tls-verify: true}}]
            users: [{name: u, user: {token: "{{{token.Status.Token}}}"}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            current-context: c
            """;
    }

    private static string Context => KubernetesClientConfiguration.BuildDefaultConfig().CurrentContext;

    private static Kubernetes Connect()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 },
            "Needs a cluster of two nodes: sudo .ci/cluster-up /tmp/cluster, and KUBECONFIG as it says.");
        return new Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());
    }

    private async Task<int> PodsAsync() =>
        (await _cluster.CoreV1.ListPodForAllNamespacesAsync(labelSelector: Label, cancellationToken: Stop)).Items
            .Count(pod => pod.Status.Phase == "Running");

    private async Task AssertNothingLeftAsync()
    {
        Assert.Empty((await _cluster.CoreV1.ListNamespaceAsync(labelSelector: Label, cancellationToken: Stop)).Items);
        Assert.Empty((await _cluster.CoreV1.ListPodForAllNamespacesAsync(labelSelector: Label, cancellationToken: Stop)).Items);
        Assert.Empty((await _cluster.CoreV1.ListServiceForAllNamespacesAsync(labelSelector: Label, cancellationToken: Stop)).Items);
    }
}
