using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

/// <summary>
/// What a control group has used, from its files: a sample costs some µs, where asking the engine costs milliseconds of the
/// cores that are being measured. Versions 1 and 2: the kernel's admin-guide/cgroup-v1 (cpuacct, memory) and cgroup-v2.
/// </summary>
public sealed class ControlGroup
{
    // cpuacct.stat counts in these, whatever the kernel's own tick is.
    private const double NsPerUserTick = 10_000_000;

    private readonly string? _unified;
    private readonly string? _accounting;
    private readonly string? _cpu;
    private readonly string? _memory;

    private ControlGroup(string? unified, string? accounting, string? cpu, string? memory)
    {
        _unified = unified;
        _accounting = accounting;
        _cpu = cpu;
        _memory = memory;
    }

    /// <summary>That of a process; null where its files are not to be seen, as when the engine runs elsewhere.</summary>
    /// <param name="process">The process's name in <c>/proc</c>: its number, or <c>self</c>.</param>
    /// <param name="root">Where <c>proc</c> and the mounts are; a test has records of them elsewhere.</param>
    public static ControlGroup? Of(string process, string root = "/")
    {
        var folders = new ControlGroupFolders(process, root);
        if (folders.Of("cpuacct") is { } accounting && File.Exists(Path.Combine(accounting, "cpuacct.usage")))
            return new ControlGroup(null, accounting, folders.Of("cpu"), folders.Of("memory"));
        return folders.Unified is { } unified && File.Exists(Path.Combine(unified, "cpu.stat")) && File.Exists(Path.Combine(unified, "memory.stat"))
            ? new ControlGroup(unified, null, null, null)
            : null;
    }

    /// <summary>The processes in it.</summary>
    public IEnumerable<string> Processes => ControlGroupFolders.Lines(Path.Combine((_unified ?? _accounting)!, "cgroup.procs"));

    /// <summary>CPU time since it began, ns.</summary>
    public double CpuNs
    {
        get
        {
            var text = ProcText.Read(_unified is null ? $"{_accounting}/cpuacct.usage" : $"{_unified}/cpu.stat", stackalloc byte[ProcText.MaxBytes]);
            return (_unified is null ? ProcText.Number(ref text) : ProcText.Field(text, "usage_usec"u8) * 1000) ?? 0;
        }
    }

    /// <summary>What its processes hold, excluding page cache, bytes; shared memory is counted.</summary>
    public long? MemoryBytes
    {
        get
        {
            var text = ProcText.Read($"{_unified ?? _memory}/memory.stat", stackalloc byte[ProcText.MaxBytes]);
            return _unified is null
                ? (long?)(ProcText.Field(text, "total_rss"u8) + (ProcText.Field(text, "total_shmem"u8) ?? 0))
                : (long?)(ProcText.Field(text, "anon"u8) + (ProcText.Field(text, "shmem"u8) ?? 0));
        }
    }

    /// <summary>What else it counts.</summary>
    public ResourceUsage Totals
    {
        get
        {
            var text = ProcText.Read(_unified is null ? $"{_accounting}/cpuacct.stat" : $"{_unified}/cpu.stat", stackalloc byte[ProcText.MaxBytes]);
            return new ResourceUsage
            {
                UserNs = _unified is null ? ProcText.Field(text, "user"u8) * NsPerUserTick : ProcText.Field(text, "user_usec"u8) * 1000,
                SystemNs = _unified is null ? ProcText.Field(text, "system"u8) * NsPerUserTick : ProcText.Field(text, "system_usec"u8) * 1000,
                CpuThrottledNs = CpuThrottledNs,
                DiskBytesWritten = DiskBytesWritten,
            };
        }
    }

    /// <summary>Time in which it was throttled, ns; null where it keeps no such count.</summary>
    public double? CpuThrottledNs
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            var text = ProcText.Read($"{_unified ?? _cpu}/cpu.stat", stackalloc byte[ProcText.MaxBytes]);
            return _unified is null ? ProcText.Field(text, "throttled_time"u8) : ProcText.Field(text, "throttled_usec"u8) * 1000;
        }
    }

    /// <summary>
    /// Bytes handed to block devices; null where it is not known, as in version 1, which has a count that leaves out whatever went through the page cache.
    /// </summary>
    public double? DiskBytesWritten
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            if (_unified is null || !File.Exists($"{_unified}/io.stat"))
                return null;
            var text = ProcText.Read($"{_unified}/io.stat", stackalloc byte[ProcText.MaxBytes]);
            var sum = 0.0;
            // A device a line: 8:0 rbytes=90430464 wbytes=299008000 rios=8950 …
            for (int at; (at = text.IndexOf(" wbytes="u8)) >= 0;)
            {
                text = text[(at + " wbytes="u8.Length)..];
                sum += ProcText.Number(ref text) ?? 0;
            }

            return sum;
        }
    }
}

/// <summary>
/// Where the files of a process's control groups are: cgroups(7) says how its list of groups and the list of mounts (proc_pid_mountinfo(5)) belong together.
/// </summary>
internal sealed class ControlGroupFolders
{
    private const int RootField = 3;
    private const int PointField = 4;

    private readonly string _root;
    private readonly List<string[]> _groups;
    private readonly List<(string Root, string Point, string Type, string[] Options)> _mounts;

    /// <param name="process">The process's name in <c>/proc</c>.</param>
    /// <param name="root">Where <c>proc</c> and the mounts are.</param>
    public ControlGroupFolders(string process, string root)
    {
        _root = root;
        _groups = [.. Lines(Path.Combine(root, "proc", process, "cgroup")).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3)];
        _mounts = [.. Lines(Path.Combine(root, "proc", "self", "mountinfo")).Select(Mount).Where(mount => mount.Type is "cgroup" or "cgroup2")];
    }

    /// <summary>That of version 2; null where it is not mounted.</summary>
    public string? Unified => Folder(_groups.FirstOrDefault(parts => parts[1].Length == 0)?[2], mount => mount.Type == "cgroup2");

    /// <summary>That of a controller of version 1; null where it is not mounted.</summary>
    public string? Of(string controller) => Folder(
        _groups.FirstOrDefault(parts => parts[1].Split(',').Contains(controller))?[2],
        mount => mount.Type == "cgroup" && mount.Options.Contains(controller));

    private string? Folder(string? group, Func<(string Root, string Point, string Type, string[] Options), bool> isIt)
    {
        var mount = _mounts.FirstOrDefault(isIt);
        if (group is null || mount.Point is null)
            return null;
        // In a container the mount may show the container's own group as its root, under whatever name the list has.
        var below = mount.Root == "/" ? group : group.StartsWith(mount.Root, StringComparison.Ordinal) ? group[mount.Root.Length..] : "";
        return Path.Combine(_root, mount.Point.TrimStart('/'), below.TrimStart('/'));
    }

    /// <summary>A file's lines; none where it cannot be read.</summary>
    public static IReadOnlyList<string> Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that has just ended.
            return [];
        }
    }

    private static (string Root, string Point, string Type, string[] Options) Mount(string line)
    {
        // Fields of its own, some optional ones, a hyphen, and then type, source and options of the file system.
        var halves = line.Split(" - ", 2);
        var (own, system) = (halves[0].Split(' '), halves[^1].Split(' '));
        return halves.Length == 2 && own.Length > PointField && system.Length > 2
            ? (own[RootField], own[PointField], system[0], system[2].Split(','))
            : ("", "", "", []);
    }
}
