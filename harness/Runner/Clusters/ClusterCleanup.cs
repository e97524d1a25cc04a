using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using k8s;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>Removes what carries our label from a cluster.</summary>
internal static class ClusterCleanup
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>All of one run, and completes when it is gone: its namespace, or of a person's namespace what the run made in it.</summary>
    /// <param name="client">Of the cluster.</param>
    /// <param name="run">Its id.</param>
    /// <param name="space">A person's own; null: the run made one.</param>
    public static async Task RunAsync(IKubernetes client, string run, string? space)
    {
        if (space is null)
            await RemoveNamespaceAsync(client, ObjectNames.Prefix(run));
        else
            await RemoveObjectsAsync(client, space, $"{PodSpecs.Run}={run}");
    }

    /// <summary>All of runs whose process is gone.</summary>
    /// <param name="client">Of the cluster.</param>
    /// <param name="space">A namespace that runs were given; null: only those of their own are looked for.</param>
    /// <param name="extent">Which of them.</param>
    /// <returns>What was removed.</returns>
    public static async Task<IReadOnlyList<string>> AbandonedAsync(IKubernetes client, string? space, CleanupScope extent)
    {
        List<string> removed = [];
        if (space is not null)
        {
            var pods = await client.CoreV1.ListNamespacedPodAsync(space, labelSelector: PodSpecs.Run);
            var services = await client.CoreV1.ListNamespacedServiceAsync(space, labelSelector: PodSpecs.Run);
            var secrets = await client.CoreV1.ListNamespacedSecretAsync(space, labelSelector: PodSpecs.Run);
            var runs = pods.Items.Select(pod => pod.Metadata).Concat(services.Items.Select(service => service.Metadata))
                .Concat(secrets.Items.Select(secret => secret.Metadata))
                .Where(meta => !IsInUse(meta, extent)).Select(meta => meta.Labels[PodSpecs.Run]).Distinct();
            foreach (var run in runs)
            {
                await RemoveObjectsAsync(client, space, $"{PodSpecs.Run}={run}");
                removed.Add($"what the run {run} left in the namespace {space}");
            }

            return removed;
        }

        foreach (var own in (await client.CoreV1.ListNamespaceAsync(labelSelector: PodSpecs.Run)).Items.Where(one => !IsInUse(one.Metadata, extent)))
        {
            await RemoveNamespaceAsync(client, own.Metadata.Name);
            removed.Add($"namespace {own.Metadata.Name}");
        }

        return removed;
    }

    private static bool IsInUse(V1ObjectMeta meta, CleanupScope extent) => Labels.IsInUse(meta.Annotations ?? new Dictionary<string, string>(), extent);

    private static async Task RemoveNamespaceAsync(IKubernetes client, string space)
    {
        // A node that does not answer would keep its pods, and these the namespace.
        await RemovePodsAsync(client, space, PodSpecs.Run);
        await ClusterPods.ToleratingAbsenceAsync(client.CoreV1.DeleteNamespaceAsync(space));
        await GoneAsync($"the namespace {space}", async () => await ClusterPods.ToleratingAbsenceAsync(client.CoreV1.ReadNamespaceAsync(space)));
    }

    private static async Task RemoveObjectsAsync(IKubernetes client, string space, string selector)
    {
        await RemovePodsAsync(client, space, selector);
        foreach (var service in (await client.CoreV1.ListNamespacedServiceAsync(space, labelSelector: selector)).Items)
            await ClusterPods.ToleratingAbsenceAsync(client.CoreV1.DeleteNamespacedServiceAsync(service.Metadata.Name, space));
        foreach (var secret in (await client.CoreV1.ListNamespacedSecretAsync(space, labelSelector: selector)).Items)
            await ClusterPods.ToleratingAbsenceAsync(client.CoreV1.DeleteNamespacedSecretAsync(secret.Metadata.Name, space));
    }

    // With a second of grace, and where a node does not end them, with none: then only the cluster forgets them.
    private static async Task RemovePodsAsync(IKubernetes client, string space, string selector)
    {
        for (var grace = 1; grace >= 0; grace--)
        {
            var pods = await client.CoreV1.ListNamespacedPodAsync(space, labelSelector: selector);
            foreach (var pod in pods.Items)
                await ClusterPods.ToleratingAbsenceAsync(client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, space, gracePeriodSeconds: grace));
            try
            {
                await GoneAsync("a pod", async () => (await client.CoreV1.ListNamespacedPodAsync(space, labelSelector: selector)).Items.Count > 0);
                return;
            }
            catch (LaunchException) when (grace > 0)
            {
                // Without grace, then.
            }
        }
    }

    private static async Task GoneAsync(string what, Func<Task<bool>> isThere)
    {
        for (var end = Environment.TickCount64 + (long)Timeout.TotalMilliseconds; await isThere(); await Task.Delay(200))
        {
            if (Environment.TickCount64 > end)
                throw new LaunchException(FormattableString.Invariant($"{what} is still there after {Timeout.TotalSeconds:0} s"));
        }
    }
}
