using System.Globalization;
using System.Runtime.InteropServices;
using Docker.DotNet.Models;
using InterContainer.Runner.Host;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>
/// A folder of the host: for files and Unix sockets in the folder for temporary files (<c>TMPDIR</c>), for shared memory in the host's <c>/dev/shm</c>.
/// The run makes it and removes it.
/// </summary>
internal sealed partial class BindMount : IVolumeType
{
    public string Name => "bind";

    public string Summary => "a folder of the host, which the run makes and removes; for shared memory in the host's /dev/shm";

    public string? UnsupportedReason(bool isHere, EngineUsers users) =>
        !isHere ? "the engine's containers run on another machine than this command, which cannot make a folder there: run it on the engine's machine"
        : users.AreMapped && !Environment.IsPrivilegedProcess
            ? "the engine maps users (userns-remap), so this user could not remove what containers leave in a folder: run as root"
        : null;

    public Task<PairFolders> CreateAsync(FolderRequest request)
    {
        List<TemporaryFolder> made = [];
        List<Mount> mounts = [];
        void Add(string parent, string target)
        {
            var folder = new TemporaryFolder(parent);
            made.Add(folder);
            mounts.Add(new Mount { Type = "bind", Source = folder.MakeForAll("shared"), Target = target });
        }

        if (request.Needs.HasFlag(Needs.SharedFolder))
            Add(TemporaryFolder.OnDisk, PairVolume.SharedFolder);
        if (request.Needs.HasFlag(Needs.MemoryFolder))
            Add(TemporaryFolder.InMemory, PairVolume.MemoryFolder);
        var user = Owner(request.Engine.Users);
        return Task.FromResult(new PairFolders
        {
            SharedFolder = mounts.FirstOrDefault(mount => mount.Target == PairVolume.SharedFolder)?.Target,
            MemoryFolder = mounts.FirstOrDefault(mount => mount.Target == PairVolume.MemoryFolder)?.Target,
            Mount = parameters =>
            {
                mounts.ForEach(mount => PairFolders.Add(parameters, mount));
                parameters.User = user ?? parameters.User;
            },
            Remove = () =>
            {
                made.ForEach(folder => folder.Dispose());
                return default;
            },
        });
    }

    // So that this user can remove what agents that died left in it. Without root an engine has this user for a container's root. Root removes everybody's.
    private static string? Owner(EngineUsers users) => Environment.IsPrivilegedProcess ? null
        : users.IsRootless ? "0:0"
        : string.Create(CultureInfo.InvariantCulture, $"{UserId()}:{GroupId()}");

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint UserId();

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GroupId();
}
