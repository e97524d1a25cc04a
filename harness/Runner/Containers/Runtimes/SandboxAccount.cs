using System.Diagnostics;
using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers;

/// <summary>
/// What the machine pays for a container that is a sandbox: by its control group where that holds all of its processes, else by their sum. To be asked on the
/// engine's machine.
/// </summary>
/// <param name="first">The container's first process.</param>
/// <param name="container">Its id.</param>
/// <param name="root">Where <c>proc</c> and the mounts are; a test has records of them elsewhere.</param>
internal sealed class SandboxAccount(long first, string container, string root = "/") : IHostAccount
{
    private readonly ThreadSwitches _switches = new();
    private ServiceCounters? _group;
    private bool _isDecided;

    public string? WhyUnknown { get; private set; }

    /// <summary>Whether the container's limits can be in force: its first process is in a control group of the container's own.</summary>
    public bool IsInGroup => !SandboxProcesses.IsOutsideOfGroup(Folder, container);

    private string Folder => Path.Combine(root, "proc", first.ToString(CultureInfo.InvariantCulture));

    public Counters? Sample()
    {
        var processes = SandboxProcesses.Of(first, container, root);
        if (processes.Count == 0)
        {
            WhyUnknown = "its processes are not to be seen: they ended, or belong to another machine";
            return null;
        }

        // Once: two looks have to be of one kind.
        if (!_isDecided && !processes.Any(process => SandboxProcesses.IsOutsideOfGroup(process, container)))
            _group = ServiceCounters.Of(first, root);
        _isDecided = true;
        return _group?.Sample() ?? Sum(processes);
    }

    // One that has ended holds nothing; whose memory the kernel tells and does not explain belongs to another user.
    private static long? Memory(string process) =>
        ProcFiles.ProportionalMemory(process) ?? (ProcFiles.Memory(process).Now is null ? 0 : null);

    private Counters? Sum(IReadOnlyList<string> processes)
    {
        // First, because reading the rest takes longer.
        var (cpu, at) = (processes.Select(ProcFiles.Cpu).ToList(), Stopwatch.GetTimestamp());
        var memory = processes.Select(Memory).ToList();
        if (memory.Contains(null))
        {
            WhyUnknown = "what its processes hold is for root to read: run as root";
            return null;
        }

        var (user, system) = (cpu.Sum(process => process.UserNs ?? 0), cpu.Sum(process => process.SystemNs ?? 0));
        var written = processes.Select(ProcFiles.Written).ToList();
        var switches = _switches.Sample(processes);
        return new Counters((long)Stopwatch.GetElapsedTime(0, at).TotalNanoseconds, user + system, ProcFiles.Network(Folder) with
        {
            UserNs = user,
            SystemNs = system,
            VoluntarySwitches = switches.VoluntarySwitches,
            InvoluntarySwitches = switches.InvoluntarySwitches,
            DiskBytesWritten = written.Sum(bytes => bytes.Dirtied ?? 0),
            EmptyPolls = 0,
        })
        {
            MemoryBytes = memory.Sum(),
            HandedBytes = written.Sum(bytes => bytes.Handed ?? 0),
        };
    }
}

/// <summary>The account of a container that cannot be seen from here.</summary>
/// <param name="why">With the remedy.</param>
internal sealed class UnseenAccount(string why) : IHostAccount
{
    public string WhyUnknown => why;

    public Counters? Sample() => null;
}

/// <summary>
/// The processes that a container is to its machine: the children of the one that watches over it, and theirs. A runtime may have more than the container's
/// first process, which is all that an engine names.
/// </summary>
internal static class SandboxProcesses
{
    /// <param name="first">The container's first process.</param>
    /// <param name="container">Its id.</param>
    /// <param name="root">Where <c>proc</c> is; a test has records of it elsewhere.</param>
    /// <returns>Their folders; empty where they are gone, or where the kernel does not list children.</returns>
    public static IReadOnlyList<string> Of(long first, string container, string root = "/")
    {
        var processes = Path.Combine(root, "proc");
        var own = first.ToString(CultureInfo.InvariantCulture);
        var watcher = ProcFiles.Parent(Path.Combine(processes, own));
        // Only one that is this container's own: else its children are other containers as well.
        var start = watcher is not null && IsOf(Path.Combine(processes, watcher), container) ? Children(processes, watcher) : [own];
        List<string> found = [];
        Queue<string> left = new(start);
        while (left.TryDequeue(out var process))
        {
            var folder = Path.Combine(processes, process);
            if (!Directory.Exists(folder) || found.Contains(folder))
                continue;
            found.Add(folder);
            foreach (var child in Children(processes, process))
                left.Enqueue(child);
        }

        return found;
    }

    /// <summary>Whether a process is in no control group that is named after the container. One that has ended is not.</summary>
    /// <param name="process">Its folder.</param>
    /// <param name="container">The container's id.</param>
    public static bool IsOutsideOfGroup(string process, string container) =>
        Text(Path.Combine(process, "cgroup")) is { Length: > 0 } groups && !groups.Contains(container, StringComparison.Ordinal);

    // A shim is told which container it is for.
    private static bool IsOf(string process, string container) => Text(Path.Combine(process, "cmdline")).Contains(container, StringComparison.Ordinal);

    private static IReadOnlyList<string> Children(string processes, string process)
    {
        var tasks = Path.Combine(processes, process, "task");
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(tasks)
                    .SelectMany(task => Text(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            ];
        }
        catch (IOException)
        {
            // Ended just now.
            return [];
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
