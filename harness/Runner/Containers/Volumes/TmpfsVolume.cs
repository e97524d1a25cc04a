using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>
/// A named volume of tmpfs for files and Unix sockets. An engine's own <c>--tmpfs</c> is each container's own, so nothing can be shared there.
/// </summary>
internal sealed class TmpfsVolume : IVolumeType
{
    public string Name => "tmpfs";

    public string Summary => "a named volume of tmpfs, in memory";

    public string? WithoutEffect(Needs needs) => needs.HasFlag(Needs.MemoryFolder)
        ? $"its folder is on tmpfs already, by default: --volume {VolumeCatalogue.Default} measures that"
        : null;

    public async Task<PairFolders> CreateAsync(FolderRequest request) => PairFolders.Of(await PairVolume.CreateInMemoryAsync(request.Run, request.Pair));
}
