namespace InterContainer.Protocol;

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
