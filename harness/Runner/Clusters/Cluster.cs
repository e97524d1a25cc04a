using InterContainer.Runner.Execution;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>A Kubernetes cluster that answers, as a kubeconfig names it.</summary>
public sealed class Cluster : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Cluster(IKubernetes client, string context, string version) => (Client, Context, Version) = (client, context, version);

    /// <summary>The name of its context; empty where the kubeconfig has no name for it.</summary>
    public string Context { get; }

    /// <summary>Of its API server, as <c>v1.32.4</c>.</summary>
    public string Version { get; }

    internal IKubernetes Client { get; }

    /// <summary>Connects as kubectl does: <c>KUBECONFIG</c>, <c>~/.kube/config</c>, or the service account of the pod that it runs in.</summary>
    /// <param name="context">Of the kubeconfig; null: its current one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LaunchException">There is none, or it does not answer; one line says why and what to do.</exception>
    public static async Task<Cluster> ConnectAsync(string? context, CancellationToken cancellationToken)
    {
        var configuration = Configuration(context);
        var client = new k8s.Kubernetes(configuration);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var version = await client.Version.GetCodeAsync(limit.Token);
            return new Cluster(client, configuration.CurrentContext ?? "", version.GitVersion);
        }
        catch (Exception e) when (ClusterWords.IsOfCluster(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            client.Dispose();
            throw new LaunchException(
                $"the API server {configuration.Host} does not answer as one ({ClusterWords.Of(e)}): "
                    + "look at it with kubectl version, or give another --context", e);
        }
    }

    /// <summary>Its nodes, by name; empty where the role may not see them.</summary>
    /// <exception cref="LaunchException">It does not answer any more.</exception>
    internal async Task<IReadOnlyList<ClusterNode>> NodesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var nodes = await Client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
            return [.. nodes.Items.OrderBy(node => node.Metadata.Name, StringComparer.Ordinal).Select(ClusterNode.Of)];
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.Forbidden)
        {
            return [];
        }
        catch (Exception e) when (ClusterWords.IsOfCluster(e))
        {
            throw new LaunchException($"the cluster does not tell its nodes: {ClusterWords.Of(e)}", e);
        }
    }

    public void Dispose() => Client.Dispose();

    private static KubernetesClientConfiguration Configuration(string? context)
    {
        try
        {
            if (context is null)
                return KubernetesClientConfiguration.BuildDefaultConfig();
            // Where a context is named, the library does not ask the environment.
            var configurations = (Environment.GetEnvironmentVariable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(file => KubernetesClientConfiguration.LoadKubeConfig(new FileInfo(file))).ToList();
            var holder = configurations.Find(one => (one.Contexts ?? []).Any(known => known.Name == context)) ?? configurations.FirstOrDefault();
            return holder is null
                ? KubernetesClientConfiguration.BuildConfigFromConfigFile(currentContext: context)
                : KubernetesClientConfiguration.BuildConfigFromConfigObject(holder, context);
        }
        catch (Exception e) when (e is KubeConfigException or YamlDotNet.Core.YamlException or IOException or UnauthorizedAccessException)
        {
            throw new LaunchException(
                $"no cluster is known ({ClusterWords.FirstLine(e.Message)}): write a kubeconfig to ~/.kube/config, or name one with KUBECONFIG; "
                    + "kubectl config get-contexts lists what is in it", e);
        }
    }
}

/// <summary>What a cluster tells of one of its nodes.</summary>
internal sealed record ClusterNode(
    string Name, string System, string Kernel, string Architecture, int Processors, long MemoryBytes, string ContainerRuntime)
{
    public static ClusterNode Of(V1Node node) => new(
        node.Metadata.Name,
        node.Status.NodeInfo.OsImage,
        node.Status.NodeInfo.KernelVersion,
        node.Status.NodeInfo.Architecture,
        (int)Quantity(node.Status.Capacity, "cpu"),
        Quantity(node.Status.Capacity, "memory"),
        node.Status.NodeInfo.ContainerRuntimeVersion);

    /// <summary>In whole units; 0: it is not there.</summary>
    public static long Quantity(IDictionary<string, ResourceQuantity>? quantities, string name) =>
        quantities is not null && quantities.TryGetValue(name, out var quantity) ? (long)quantity.ToDecimal() : 0;
}
