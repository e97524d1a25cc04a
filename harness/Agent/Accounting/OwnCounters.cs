using System.Diagnostics;
using System.Runtime.CompilerServices;
using InterContainer.Agent.Measuring;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Accounting;

/// <summary>What this process has used so far.</summary>
/// <param name="isAlone">Whether its control group serves no other process.</param>
/// <param name="hasOwnInterfaces">Whether its network interfaces serve no other process.</param>
internal sealed class OwnCounters(bool isAlone, bool hasOwnInterfaces)
{
    private const string Self = "/proc/self";

    private readonly ControlGroup? _group = OperatingSystem.IsLinux() ? ControlGroup.Of("self") : null;

    /// <summary>
    /// A sample at an edge of the measured time. CPU time is read on the measured side of the edge, so the sample itself is not charged.
    /// </summary>
    /// <param name="isEnd">Whether the measured time is before this moment, not after it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Counters Sample(bool isEnd)
    {
        var (usage, at) = (ProcessUsage.Sample(), MonotonicClock.NowNs);
        var flushed = isAlone ? _group?.DiskBytesWritten : null;
        var (dirtied, handed) = flushed is null ? ProcFiles.Written(Self) : (null, null);
        var network = hasOwnInterfaces ? ProcFiles.Network(Self) : new ResourceUsage();
        var (memory, throttled) = (ProcFiles.Memory(Self).Now, isAlone ? _group?.CpuThrottledNs : null);
        if (!isEnd)
            (usage, at) = (ProcessUsage.Sample(), MonotonicClock.NowNs);
        return new Counters(at, usage.UserNs + usage.SystemNs, network with
        {
            UserNs = usage.UserNs,
            SystemNs = usage.SystemNs,
            VoluntarySwitches = usage.VoluntarySwitches,
            InvoluntarySwitches = usage.InvoluntarySwitches,
            DiskBytesWritten = flushed ?? dirtied,
            EmptyPolls = Polling.EmptyPolls,
            CpuThrottledNs = throttled,
        })
        {
            MemoryBytes = memory,
            HandedBytes = handed,
        };
    }

    /// <summary>Makes the kernel forget the peak so far: proc_pid_clear_refs(5). Where it does not, the peak is that since the process started.</summary>
    public static void ForgetPeak()
    {
        try
        {
            if (OperatingSystem.IsLinux())
                File.WriteAllText($"{Self}/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Read-only, or a kernel without it.
        }
    }

    /// <summary>The most this process held since the peak was forgotten, bytes.</summary>
    public static long PeakBytes()
    {
        if (ProcFiles.Memory(Self).Peak is { } peak)
            return peak;
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
