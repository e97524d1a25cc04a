using Docker.DotNet.Models;

namespace InterContainer.Runner.Containers;

/// <summary>The folders that the containers of a pair share. Disposal removes them; every container that has them must be gone.</summary>
internal sealed record PairFolders : IAsyncDisposable
{
    /// <summary>Where files and Unix sockets go, as the agents see it; null: the pair has none.</summary>
    public string? SharedFolder { get; init; }

    /// <summary>Where memory is mapped, as the agents see it; null: the pair has none.</summary>
    public string? MemoryFolder { get; init; }

    /// <summary>Gives a container of the pair the folders.</summary>
    public required Action<CreateContainerParameters> Mount { get; init; }

    public required Func<ValueTask> Remove { get; init; }

    /// <summary>Volumes of the pair.</summary>
    public static PairFolders Of(params IReadOnlyList<PairVolume> volumes) => new()
    {
        SharedFolder = Folder(volumes, PairVolume.SharedFolder),
        MemoryFolder = Folder(volumes, PairVolume.MemoryFolder),
        Mount = parameters =>
        {
            foreach (var volume in volumes)
                Add(parameters, new Mount { Type = "volume", Source = volume.Volume.Name, Target = volume.Folder });
        },
        Remove = async () => await Task.WhenAll(volumes.Select(volume => volume.Volume.DisposeAsync().AsTask())),
    };

    /// <summary>Adds a mount to those that a container has.</summary>
    public static void Add(CreateContainerParameters parameters, Mount mount)
    {
        var host = parameters.HostConfig ??= new HostConfig();
        host.Mounts = [.. host.Mounts ?? [], mount];
    }

    public ValueTask DisposeAsync() => Remove();

    private static string? Folder(IReadOnlyList<PairVolume> volumes, string folder) => volumes.FirstOrDefault(volume => volume.Folder == folder)?.Folder;
}
