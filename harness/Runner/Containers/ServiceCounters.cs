using System.Diagnostics;
using System.Globalization;
using Docker.DotNet.Models;
using InterContainer.Protocol;

namespace InterContainer.Runner.Containers;

/// <summary>What a service's container has used: by the files of its control group and processes, or by the engine's word.</summary>
/// <param name="processId">Its first process.</param>
/// <param name="group">Its control group.</param>
internal sealed class ServiceCounters(long processId, ControlGroup group)
{
    // As cgroup v1 and v2 call it.
    private static readonly string[] InactivePageCache = ["total_inactive_file", "inactive_file"];

    private readonly ThreadSwitches _switches = new();

    /// <summary>Null where its files are not to be seen, as when the engine runs elsewhere.</summary>
    /// <param name="processId">Its first process.</param>
    /// <param name="root">Where <c>proc</c> and the mounts are.</param>
    public static ServiceCounters? Of(long processId, string root = "/") =>
        ControlGroup.Of(processId.ToString(CultureInfo.InvariantCulture), root) is { } group ? new ServiceCounters(processId, group) : null;

    public Counters Sample()
    {
        // First, because reading the rest takes longer.
        var (cpu, at, totals) = (group.CpuNs, Stopwatch.GetTimestamp(), group.Totals);
        var processes = group.Processes.Select(Folder).ToList();
        var switches = _switches.Sample(processes);
        // Another user's may not be read.
        var written = totals.DiskBytesWritten is null ? processes.ConvertAll(ProcFiles.Written) : [];
        var network = ProcFiles.Network(Folder(processId.ToString(CultureInfo.InvariantCulture)));
        return new Counters((long)Stopwatch.GetElapsedTime(0, at).TotalNanoseconds, cpu, network with
        {
            UserNs = totals.UserNs,
            SystemNs = totals.SystemNs,
            CpuThrottledNs = totals.CpuThrottledNs,
            // It answers polls, and never polls.
            EmptyPolls = 0,
            VoluntarySwitches = switches.VoluntarySwitches,
            InvoluntarySwitches = switches.InvoluntarySwitches,
            DiskBytesWritten = totals.DiskBytesWritten ?? Sum(written.ConvertAll(bytes => bytes.Dirtied)),
        })
        {
            MemoryBytes = group.MemoryBytes,
            HandedBytes = Sum(written.ConvertAll(bytes => bytes.Handed)),
        };
    }

    /// <summary>Of the connections that end in its network namespace; null where that cannot be seen.</summary>
    public SocketCounts? CountSockets() => KernelSockets.OfNamespace(Folder(processId.ToString(CultureInfo.InvariantCulture)));

    /// <summary>
    /// What the engine answers when it is asked for a container's statistics; null where it keeps no account: what runs has used some CPU time.
    /// </summary>
    public static Counters? Of(ContainerStatsResponse? stats)
    {
        if (stats is not { CPUStats: { CPUUsage: { TotalUsage: > 0 } usage } cpu, MemoryStats: { } memory })
            return null;
        var cache = InactivePageCache
            .Select(name => memory.Stats is { } known && known.TryGetValue(name, out var bytes) ? bytes : 0)
            .FirstOrDefault(bytes => bytes > 0);
        var networks = stats.Networks?.Values;
        var written = stats.BlkioStats?.IoServiceBytesRecursive?.Where(entry => string.Equals(entry.Op, "write", StringComparison.OrdinalIgnoreCase));
        return new Counters(Nanoseconds(stats.Read), usage.TotalUsage, new ResourceUsage
        {
            UserNs = usage.UsageInUsermode,
            SystemNs = usage.UsageInKernelmode,
            CpuThrottledNs = cpu.ThrottlingData?.ThrottledTime,
            EmptyPolls = 0,
            NetworkBytesReceived = networks?.Sum(network => (double)network.RxBytes),
            NetworkBytesSent = networks?.Sum(network => (double)network.TxBytes),
            NetworkPacketsReceived = networks?.Sum(network => (double)network.RxPackets),
            NetworkPacketsSent = networks?.Sum(network => (double)network.TxPackets),
            DiskBytesWritten = written?.Sum(entry => (double)entry.Value),
        })
        {
            MemoryBytes = (long)((memory.Usage ?? 0) - cache),
        };
    }

    private static string Folder(string process) => $"/proc/{process}";

    // Null where one is, or where there is none.
    private static double? Sum(List<double?> parts) => parts.Count == 0 || parts.Contains(null) ? null : parts.Sum();

    private static long Nanoseconds(DateTime at) => (at.ToUniversalTime() - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
