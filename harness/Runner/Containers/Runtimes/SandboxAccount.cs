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
