using InterContainer.Runner.Launching;

namespace InterContainer.Runner.Results;

/// <summary>What the machine did to a cell while it warmed up and was measured.</summary>
/// <param name="StealPart">Part of all processor time that the hypervisor gave to others, 0 to 1.</param>
/// <param name="WaitingPart">Part of the time in which something was ready to run and had no processor, 0 to 1; null where the kernel does not say. Two busy ends on few cores are part of it.</param>
public sealed record Disturbance(double StealPart, double? WaitingPart)
{
    /// <summary>More steal than this makes a figure doubtful.</summary>
    public const double MuchSteal = 0.05;

    /// <summary>Null where the machine does not say, or no time passed.</summary>
    internal static Disturbance? Between(HostLoad? before, HostLoad? after)
    {
        if (before is null || after is null || after.Total <= before.Total)
            return null;
        var elapsedUs = (after.At - before.At).TotalMicroseconds;
        return new Disturbance(
            (double)(after.Steal - before.Steal) / (after.Total - before.Total),
            after.WaitingUs - before.WaitingUs is { } waited && elapsedUs > 0 ? Math.Clamp(waited / elapsedUs, 0, 1) : null);
    }

    /// <summary>The worse of two rounds.</summary>
    internal static Disturbance? Worse(Disturbance? one, Disturbance? other) => one is null || other is null
        ? one ?? other
        : new Disturbance(Math.Max(one.StealPart, other.StealPart), one.WaitingPart > other.WaitingPart ? one.WaitingPart : other.WaitingPart ?? one.WaitingPart);
}
