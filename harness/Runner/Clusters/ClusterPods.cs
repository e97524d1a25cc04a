using System.Text.Json;
using InterContainer.Runner.Execution;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>The pods, Services and secrets of one run in one namespace.</summary>
/// <param name="client">Of the cluster.</param>
/// <param name="space">The namespace.</param>
/// <param name="run">The run's id.</param>
internal sealed class ClusterPods(IKubernetes client, string space, string run)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, V1Service> _fronts = [];

    public IKubernetes Client => client;

    public string Namespace => space;

    public string Run => run;

    /// <summary>Makes a pod, and completes when all its containers run, and are ready where they say when that is.</summary>
    /// <param name="pod">Of <see cref="PodSpecs"/>.</param>
    /// <param name="timeout">For how long it may take; null: a minute.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LaunchException">It does not start; one line says why.</exception>
    public async Task<V1Pod> StartAsync(V1Pod pod, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var name = pod.Metadata.Name;
        // To its end: a request that is abandoned could still make a pod after everything was removed.
        await ClusterWords.AskAsync(
            $"the cluster does not make the pod {name}", client.CoreV1.CreateNamespacedPodAsync(pod, space, cancellationToken: CancellationToken.None));
        var limit = timeout ?? StartTimeout;
        for (var end = Environment.TickCount64 + (long)limit.TotalMilliseconds; ;)
        {
            var seen = await ReadAsync(name, cancellationToken);
            if (PodTrouble.Of(seen) is { } trouble)
                throw new LaunchException(trouble);
            var containers = seen.Status?.ContainerStatuses ?? [];
            if (containers.Count == seen.Spec.Containers.Count && containers.All(container => container.Ready || container.State?.Terminated is not null))
                return seen;
            if (Environment.TickCount64 > end)
                throw new LaunchException(FormattableString.Invariant(
                    $"the pod {name} was not ready within {limit.TotalSeconds:0} s ({await EventAsync(name, cancellationToken)})"));
            await Task.Delay(Interval, cancellationToken);
        }
    }

    public Task<V1Pod> ReadAsync(string name, CancellationToken cancellationToken) => ClusterWords.AskAsync(
        $"the cluster does not tell of the pod {name}", client.CoreV1.ReadNamespacedPodAsync(name, space, cancellationToken: cancellationToken));

    /// <summary>A Service in front of a pod, made where it is not there yet.</summary>
    public async Task<V1Service> FrontAsync(V1Service service)
    {
        var name = service.Metadata.Name;
        if (_fronts.TryGetValue(name, out var made))
            return made;
        return _fronts[name] = await ClusterWords.AskAsync(
            $"the cluster does not make the Service {name}",
            client.CoreV1.CreateNamespacedServiceAsync(service, space, cancellationToken: CancellationToken.None));
    }

    /// <summary>The first address behind a Service, once there is one.</summary>
    /// <exception cref="LaunchException">There is none for 10 s.</exception>
    public async Task<string> EndpointAsync(string service, CancellationToken cancellationToken)
    {
        for (var end = Environment.TickCount64 + 10_000; Environment.TickCount64 < end; await Task.Delay(Interval, cancellationToken))
        {
            var endpoints = await ClusterWords.AskAsync(
                $"the cluster does not tell the endpoints of {service}",
                client.CoreV1.ListNamespacedEndpointsAsync(space, fieldSelector: $"metadata.name={service}", cancellationToken: cancellationToken));
            var address = endpoints.Items.SelectMany(one => one.Subsets ?? []).SelectMany(subset => subset.Addresses ?? []).FirstOrDefault();
            if (address is not null)
                return address.Ip;
        }

        throw new LaunchException($"the Service {service} has no endpoint after 10 s");
    }

    public Task<V1Secret> KeepAsync(V1Secret secret) => ClusterWords.AskAsync(
        $"the cluster does not keep the secret {secret.Metadata.Name}",
        client.CoreV1.CreateNamespacedSecretAsync(secret, space, cancellationToken: CancellationToken.None));

    /// <summary>The end of what its only container printed, in one line. Never throws.</summary>
    public async Task<string> LastWordsAsync(string name)
    {
        try
        {
            using var log = await client.CoreV1.ReadNamespacedPodLogAsync(name, space, tailLines: 1);
            using var reader = new StreamReader(log);
            return ClusterWords.FirstLine(await reader.ReadToEndAsync()) is { Length: > 0 } words ? words : "none";
        }
        catch (Exception e) when (ClusterWords.IsOfCluster(e))
        {
            return $"not told ({ClusterWords.Of(e)})";
        }
    }

    /// <summary>Removes a pod, and what was made for it by its name, and completes when it is gone. Never throws: what is left is swept at the end.</summary>
    public async Task RemoveAsync(string name)
    {
        try
        {
            await ToleratingAbsenceAsync(client.CoreV1.DeleteNamespacedPodAsync(name, space, gracePeriodSeconds: 1));
            if (_fronts.Remove(name))
                await ToleratingAbsenceAsync(client.CoreV1.DeleteNamespacedServiceAsync(name, space));
            for (var end = Environment.TickCount64 + (long)EndTimeout.TotalMilliseconds; Environment.TickCount64 < end; await Task.Delay(Interval))
            {
                if (!await ToleratingAbsenceAsync(client.CoreV1.ReadNamespacedPodAsync(name, space)))
                    return;
            }
        }
        catch (Exception e) when (ClusterWords.IsOfCluster(e))
        {
            // The result of the cell stands, whatever the cluster says now.
        }
    }

    /// <summary>False: there is none.</summary>
    internal static async Task<bool> ToleratingAbsenceAsync(Task answer)
    {
        try
        {
            await answer;
            return true;
        }
        catch (JsonException)
        {
            // It is done: older API servers answer with a status where newer ones show what they removed.
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    // The last thing that the cluster tells of it. A role may lack the right to see that.
    private async Task<string> EventAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var events = await client.CoreV1.ListNamespacedEventAsync(
                space, fieldSelector: $"involvedObject.name={name}", cancellationToken: cancellationToken);
            return ClusterWords.FirstLine(events.Items.OrderBy(one => one.LastTimestamp).LastOrDefault()?.Message ?? "the cluster tells no event of it");
        }
        catch (HttpOperationException e)
        {
            return ClusterWords.Of(e);
        }
    }
}
