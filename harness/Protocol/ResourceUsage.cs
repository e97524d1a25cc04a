namespace InterContainer.Protocol;

/// <summary>
/// What a role used of each kind of resource: in all, for a message, or in a second. Null where the platform does not say. <c>docs/cost.md</c> says where each
/// comes from.
/// </summary>
public sealed record ResourceUsage
{
    /// <summary>CPU time outside of the kernel, ns.</summary>
    public double? UserNs { get; init; }

    /// <summary>CPU time inside the kernel, ns.</summary>
    public double? SystemNs { get; init; }

    /// <summary>Bytes for block devices: with cgroup v2 what was handed to them, else at most this (<c>docs/cost.md</c> says why).</summary>
    public double? DiskBytesWritten { get; init; }

    /// <summary>Bytes that left through the role's network interfaces, headers of the link included.</summary>
    public double? NetworkBytesSent { get; init; }

    /// <summary>Bytes that came in through the role's network interfaces, headers of the link included.</summary>
    public double? NetworkBytesReceived { get; init; }

    /// <summary>Packets as the interface sees them: segmentation may come after it.</summary>
    public double? NetworkPacketsSent { get; init; }

    /// <summary>Packets as the interface sees them.</summary>
    public double? NetworkPacketsReceived { get; init; }

    /// <summary>How often a thread gave its processor away to wait: each is followed by a wake-up.</summary>
    public double? VoluntarySwitches { get; init; }

    /// <summary>How often the kernel took the processor from a thread that could have gone on.</summary>
    public double? InvoluntarySwitches { get; init; }

    /// <summary>How often the role polled and found nothing (<see cref="Transports.Polling"/>): a query, or a listing of a folder.</summary>
    public double? EmptyPolls { get; init; }

    /// <summary>Time in which the role was throttled because it had used up its limit of CPU time, ns.</summary>
    public double? CpuThrottledNs { get; init; }

    /// <summary>Each amount made into another; what is null stays null.</summary>
    public ResourceUsage Map(Func<double, double> figure) => Combine(this, (amount, _) => figure(amount));

    /// <summary>Two of each kind made into one; null where either is, or where the function says so.</summary>
    public ResourceUsage Combine(ResourceUsage other, Func<double, double, double?> figure)
    {
        double? Of(double? one, double? two) => one is { } first && two is { } second ? figure(first, second) : null;
        return new ResourceUsage
        {
            UserNs = Of(UserNs, other.UserNs),
            SystemNs = Of(SystemNs, other.SystemNs),
            DiskBytesWritten = Of(DiskBytesWritten, other.DiskBytesWritten),
            NetworkBytesSent = Of(NetworkBytesSent, other.NetworkBytesSent),
            NetworkBytesReceived = Of(NetworkBytesReceived, other.NetworkBytesReceived),
            NetworkPacketsSent = Of(NetworkPacketsSent, other.NetworkPacketsSent),
            NetworkPacketsReceived = Of(NetworkPacketsReceived, other.NetworkPacketsReceived),
            VoluntarySwitches = Of(VoluntarySwitches, other.VoluntarySwitches),
            InvoluntarySwitches = Of(InvoluntarySwitches, other.InvoluntarySwitches),
            EmptyPolls = Of(EmptyPolls, other.EmptyPolls),
            CpuThrottledNs = Of(CpuThrottledNs, other.CpuThrottledNs),
        };
    }
}
