using Docker.DotNet.Models;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>
/// An anonymous volume of a holder container, taken by <c>--volumes-from</c>. The holder is never started. A container's writable layer cannot be shared
/// that way, or any other.
/// </summary>
internal sealed class VolumesFrom : IVolumeType
{
    public string Name => "volumes-from";

    public string Summary => "an anonymous volume of a holder container (--volumes-from), on the engine's disk, also for shared memory";

    public async Task<PairFolders> CreateAsync(FolderRequest request)
    {
        // The agent's image has this one, with the agent as its owner, which a fresh volume takes over; of another folder root would be.
        const string folder = PairVolume.SharedFolder;
        var holder = await HolderContainer.CreateAsync(request, folder);
        return new PairFolders
        {
            SharedFolder = request.Needs.HasFlag(Needs.SharedFolder) ? folder : null,
            MemoryFolder = request.Needs.HasFlag(Needs.MemoryFolder) ? folder : null,
            Mount = parameters => (parameters.HostConfig ??= new HostConfig()).VolumesFrom = [holder.Id],
            Remove = holder.DisposeAsync,
        };
    }
}
