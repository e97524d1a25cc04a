using System.Diagnostics;
using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>The one clock of all measuring: monotonic, shared by all containers on one kernel.</summary>
internal static class MonotonicClock
{
    private static readonly double NsPerTick = 1e9 / Stopwatch.Frequency;

    /// <summary>Nanoseconds since some moment of this boot.</summary>
    public static long NowNs => Stopwatch.Frequency == 1_000_000_000
        ? Stopwatch.GetTimestamp()
        : (long)(Stopwatch.GetTimestamp() * NsPerTick);

    /// <summary>Whose clock this is.</summary>
    public static ClockIdentity Identity => new()
    {
        BootId = File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "",
        TimeNamespace = new FileInfo("/proc/self/ns/time").LinkTarget ?? "",
    };
}
