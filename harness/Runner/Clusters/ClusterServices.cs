using System.Security.Cryptography;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Transports;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>A service of a run, which runs and is ready.</summary>
/// <param name="Service">Which.</param>
/// <param name="Pod">As it was when it was ready.</param>
/// <param name="User">Its name there.</param>
/// <param name="Password">Its password there.</param>
internal sealed record ServicePod(Service Service, V1Pod Pod, string User, Secret Password)
{
    public string Name => Pod.Metadata.Name;

    public string Image => ImageIds.Of(Pod.Status.ContainerStatuses[0]);
}

/// <summary>The services of a run, each in a pod of its own: started when first needed, and again where a fresh one is needed.</summary>
/// <param name="pods">Of the run.</param>
/// <param name="images">Of a person's own, by the name of the service.</param>
/// <param name="certificates">Of the run.</param>
internal sealed class ClusterServices(ClusterPods pods, IReadOnlyDictionary<string, ImageReference> images, Lazy<TlsCertificates> certificates)
{
    private const string User = "agent";

    private readonly Dictionary<Service, ServicePod> _running = [];
    private readonly Dictionary<Service, LaunchException> _neverReady = [];
    private int _number;

    /// <summary>A service, running and ready, on the node of the scheduler's choice or on the one that is named.</summary>
    /// <exception cref="LaunchException">It does not come up; one line says why.</exception>
    public async Task<ServicePod> RunAsync(ServiceNeed need, string? node, CancellationToken cancellationToken)
    {
        if (_running.Remove(need.Service, out var running))
        {
            if (!need.IsFresh && (await pods.ReadAsync(running.Name, cancellationToken)).Status?.Phase == "Running")
                return _running[need.Service] = running;
            await pods.RemoveAsync(running.Name);
        }

        // It would take its whole time again in each cell.
        if (_neverReady.TryGetValue(need.Service, out var known))
            throw known;
        try
        {
            return _running[need.Service] = await StartAsync(need.Service, node, cancellationToken);
        }
        catch (LaunchException e)
        {
            throw _neverReady[need.Service] = new LaunchException($"the {need.Service.Title} does not come up: {e.Message}", e);
        }
    }

    private async Task<ServicePod> StartAsync(Service service, string? node, CancellationToken cancellationToken)
    {
        var credentials = new ServiceCredentials(User, new Secret(RandomNumberGenerator.GetHexString(32)), certificates.Value);
        var start = service.Start(credentials);
        var name = FormattableString.Invariant($"{ObjectNames.Prefix(pods.Run)}-{service.Name}-{++_number}");
        if (start.Files.Count + start.Environment.Count > 0)
            await pods.KeepAsync(PodSpecs.Secret(pods.Run, name, start));
        var image = images.TryGetValue(service.Name, out var own) ? own.ToString() : service.Image;
        var pod = PodSpecs.Service(pods.Run, name, image, service, start);
        if (node is not null)
            PodSpecs.Place(pod, node);
        var started = await pods.StartAsync(pod, service.ReadyTimeout + TimeSpan.FromMinutes(1), cancellationToken);
        return started.Status.ContainerStatuses[0].State?.Terminated is { } ended
            ? throw new LaunchException(FormattableString.Invariant(
                $"{image} ended as soon as it was started, with exit code {ended.ExitCode}; its last words: {await pods.LastWordsAsync(name)}"))
            : new ServicePod(service, started, User, credentials.Password);
    }
}

/// <summary>Names of objects in a cluster. Pure.</summary>
internal static class ObjectNames
{
    /// <summary>Of all of a run: lower-case letters, digits and hyphens.</summary>
    public static string Prefix(string run) => $"ic-{string.Concat(run.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit))}";
}

/// <summary>Which image a container runs. Pure.</summary>
internal static class ImageIds
{
    /// <summary>As <c>name@sha256:…</c>, as far as the node tells; some tell a prefix of how they got it.</summary>
    public static string Of(V1ContainerStatus container)
    {
        var id = container.ImageID ?? "";
        id = id[(id.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..];
        return id.StartsWith("sha256:", StringComparison.Ordinal) ? $"{container.Image.Split('@')[0]}@{id}" : id;
    }
}
