
namespace InterContainer.Protocol;

/// <summary>What a role had used at a moment, since it started.</summary>
/// <param name="AtNs">When, ns of one clock that only goes forward.</param>
/// <param name="CpuNs">CPU time, user and system, ns.</param>
/// <param name="Totals">The rest.</param>
public sealed record Counters(long AtNs, double CpuNs, ResourceUsage Totals)
{
    /// <summary>What the role holds, excluding page cache, bytes; null where the platform does not say.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Another bound of what was written to block devices, bytes; null where the first is no bound but the figure itself.</summary>
    public double? HandedBytes { get; init; }

    /// <summary>Of several at one moment, together; what one of them does not know is not known.</summary>
    public Counters Plus(Counters other) => new(AtNs, CpuNs + other.CpuNs, Totals.Combine(other.Totals, (a, b) => a + b))
    {
        MemoryBytes = MemoryBytes + other.MemoryBytes,
        HandedBytes = HandedBytes + other.HandedBytes,
    };

    /// <summary>What was used between two moments; null where one is missing or no time passed.</summary>
    /// <param name="first">The earlier moment.</param>
    /// <param name="last">The later one.</param>
    /// <param name="messages">How many were handled between them; null or none: nothing is charged by the message.</param>
    /// <param name="peakBytes">The most that was held between them; null: the most at the two.</param>
    public static RoleCost? Between(Counters? first, Counters? last, double? messages, long? peakBytes = null)
    {
        if (first is null || last is null || last.AtNs <= first.AtNs)
            return null;
        var (elapsed, cpu) = (last.AtNs - first.AtNs, last.CpuNs - first.CpuNs);
        // A total that falls is that of processes of which one has ended: it is not known what they used.
        var used = Split(last.Totals.Combine(first.Totals, (after, before) => after >= before ? after - before : null), cpu);
        if (last.HandedBytes - first.HandedBytes is { } handed && used.DiskBytesWritten is { } dirtied)
            used = used with { DiskBytesWritten = handed >= 0 ? Math.Min(handed, dirtied) : null };
        var count = messages > 0 ? messages : null;
        return new RoleCost(cpu / count, cpu / elapsed, peakBytes ?? Math.Max(first.MemoryBytes ?? 0, last.MemoryBytes ?? 0))
        {
            MeanMemoryBytes = (first.MemoryBytes + last.MemoryBytes) / 2,
            PerMessage = count is { } divisor ? used.Map(amount => amount / divisor) : null,
            PerSecond = used.Map(amount => amount * 1e9 / elapsed),
            Messages = count ?? 0,
            MeasuredNs = elapsed,
        };
    }

    // The kernel knows the sum exactly and samples where it was spent, so the parts are made to add up.
    private static ResourceUsage Split(ResourceUsage used, double cpuNs) => used.UserNs + used.SystemNs is > 0 and var sampled
        ? used with { UserNs = used.UserNs * cpuNs / sampled, SystemNs = used.SystemNs * cpuNs / sampled }
        : used with { UserNs = null, SystemNs = null };
}
