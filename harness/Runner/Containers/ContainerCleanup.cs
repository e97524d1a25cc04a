using Docker.DotNet;
using Docker.DotNet.Models;

namespace InterContainer.Runner.Containers;

/// <summary>Removes containers, networks and volumes that carry our label.</summary>
internal static class ContainerCleanup
{
    private const int MostPasses = 10;

    /// <summary>All of one run, also what the engine still makes of it.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Engine engine, string run)
    {
        List<string> removed = [];
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var found = await RemoveAsync(engine, $"{Labels.Run}={run}", _ => true);
            if (found.Count == 0)
                break;
            removed.AddRange(found);
        }

        return removed;
    }

    /// <summary>All of runs whose process is gone.</summary>
    public static Task<IReadOnlyList<string>> AbandonedAsync(Engine engine, CleanupScope extent) =>
        RemoveAsync(engine, Labels.Run, labels => !Labels.IsInUse(labels, extent));

    /// <summary>
    /// Images that later ones have replaced, or all that runs have built; none while a run goes on, which may need one of them between two cells.
    /// </summary>
    public static async Task<IReadOnlyList<string>> ImagesAsync(Engine engine, CleanupScope extent)
    {
        var containers = await engine.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true });
        var networks = await engine.Client.Networks.ListNetworksAsync(new NetworksListParameters());
        var used = containers.Select(container => container.Labels).Concat(networks.Select(network => network.Labels));
        if (used.Any(labels => labels is not null && Labels.IsInUse(labels, extent)))
            return [];
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [Labels.Image] = true } };
        List<string> removed = [];
        foreach (var image in Dispensable(await engine.Client.Images.ListImagesAsync(new ImagesListParameters { Filters = filters }), extent))
        {
            if (await ToleratingAbsenceAsync(engine.Client.Images.DeleteImageAsync(image.ID, new ImageDeleteParameters())))
                removed.Add($"image {image.RepoTags?.FirstOrDefault() ?? image.ID}");
        }

        return removed;
    }

    /// <summary>
    /// Of the images that runs have built, those that may go, in the order in which they can: the latest first, since one with plug-ins stands on
    /// one without. Pure.
    /// </summary>
    internal static IEnumerable<ImagesListResponse> Dispensable(IEnumerable<ImagesListResponse> images, CleanupScope extent) => images
        .GroupBy(image => image.Labels?[Labels.Image])
        .SelectMany(kind => kind.OrderByDescending(image => image.Created).Skip(extent == CleanupScope.All ? 0 : 1));

    // Containers first: they hold the networks and volumes.
    private static async Task<IReadOnlyList<string>> RemoveAsync(Engine engine, string label, Predicate<IDictionary<string, string>> concerns)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [label] = true } };
        var client = engine.Client;
        var containers = (await client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }))
            .Where(container => concerns(container.Labels)).ToList();
        await Task.WhenAll(containers.Select(container => ToleratingAbsenceAsync(client.Containers.RemoveContainerAsync(
            container.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }))));
        var networks = (await client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = filters }))
            .Where(network => concerns(network.Labels)).ToList();
        await Task.WhenAll(networks.Select(network => ToleratingAbsenceAsync(client.Networks.DeleteNetworkAsync(network.ID))));
        var volumes = ((await client.Volumes.ListAsync(new VolumesListParameters { Filters = filters })).Volumes ?? [])
            .Where(volume => concerns(volume.Labels)).ToList();
        await Task.WhenAll(volumes.Select(volume => ToleratingAbsenceAsync(client.Volumes.RemoveAsync(volume.Name, force: true))));
        return
        [
            .. containers.Select(container => $"container {container.Names.FirstOrDefault(container.ID).TrimStart('/')}"),
            .. networks.Select(network => $"network {network.Name}"),
            .. volumes.Select(volume => $"volume {volume.Name}"),
        ];
    }

    // False where another process removed it, or still needs it. Of a network that is in use the engine says that it is forbidden.
    private static async Task<bool> ToleratingAbsenceAsync(Task removal)
    {
        try
        {
            await removal;
            return true;
        }
        catch (DockerApiException e) when (
            e.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.Forbidden)
        {
            return false;
        }
    }
}
