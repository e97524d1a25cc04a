using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>The default: a named volume for files and Unix sockets, which is a folder on the engine's disk, and one of tmpfs for shared memory.</summary>
internal sealed class NamedVolume : IVolumeType
{
    public string Name => VolumeCatalogue.Default;

    public string Summary => "a named volume on the engine's disk; for shared memory one of tmpfs (default)";

    public async Task<PairFolders> CreateAsync(FolderRequest request)
    {
        string[] folders = request.Needs.HasFlag(Needs.MemoryFolder) ? [PairVolume.SharedFolder, PairVolume.MemoryFolder] : [PairVolume.SharedFolder];
        return PairFolders.Of(await Task.WhenAll(folders.Select(folder => PairVolume.CreateAsync(request.Run, request.Pair, folder))));
    }
}
