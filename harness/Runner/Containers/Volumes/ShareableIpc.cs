using Docker.DotNet.Models;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>The <c>/dev/shm</c> of a holder container with <c>--ipc shareable</c>, whose IPC namespace both ends join.</summary>
internal sealed class ShareableIpc : IVolumeType
{
    private const string Folder = "/dev/shm";

    // As much as the tmpfs volume of a pair may hold; taken only for what is written. An engine's own 64 MiB are less than the largest rings.
    private const long MaxBytes = 1L << 30;

    public string Name => "ipc-shareable";

    public string Summary => "the /dev/shm of a holder container (--ipc shareable), which both ends join; for shared memory";

    public string? WithoutEffect(Needs needs) => needs.HasFlag(Needs.MemoryFolder)
        ? null
        : "a shared /dev/shm is a place for shared memory: for files and Unix sockets in memory give --volume tmpfs";

    public async Task<PairFolders> CreateAsync(FolderRequest request)
    {
        var holder = await Holder.StartAsync(request.Run, request.AgentImage, container => container.WithCreateParameterModifier(parameters =>
        {
            var host = parameters.HostConfig!;
            host.NetworkMode = "none";
            host.IpcMode = "shareable";
            host.ShmSize = MaxBytes;
        }));
        return new PairFolders
        {
            MemoryFolder = Folder,
            Mount = parameters => (parameters.HostConfig ??= new HostConfig()).IpcMode = $"container:{holder.Id}",
            Remove = holder.DisposeAsync,
        };
    }
}
