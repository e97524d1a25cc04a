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
