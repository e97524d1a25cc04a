namespace InterContainer.Runner.Results;

/// <summary>What the machine did to a cell while it was measured.</summary>
/// <param name="StealFraction">Part of all processor time that the hypervisor gave to others, 0 to 1.</param>
/// <param name="OtherCpuFraction">
/// Part of all processor time that programs other than the cell's own roles used, 0 to 1. It is a lower bound, because interrupts may be charged to the roles.
/// Null where what a role used is not known.
/// </param>
/// <param name="CpuPressureFraction">
/// Part of the time in which something was ready to run and had no processor, 0 to 1; null where the kernel does not say. Two busy ends on few cores are part
/// of it.
/// </param>
public sealed record Interference(double StealFraction, double? OtherCpuFraction, double? CpuPressureFraction)
{
    /// <summary>More steal than this makes a figure doubtful.</summary>
    public const double MuchSteal = 0.05;

    /// <summary>More work of others than this does.</summary>
    public const double MuchOther = 0.10;

    /// <summary>From 1 a figure is doubtful.</summary>
    internal double Severity => Math.Max(StealFraction / MuchSteal, (OtherCpuFraction ?? 0) / MuchOther);

    /// <param name="before">The machine when measuring began.</param>
    /// <param name="after">When it ended.</param>
    /// <param name="ownCores">How many processors the roles of the cell kept busy; null: not known.</param>
    /// <returns>Null where the machine does not say, or no time passed.</returns>
    internal static Interference? Between(HostLoad? before, HostLoad? after, double? ownCores)
    {
        if (before is null || after is null || after.Total <= before.Total)
            return null;
        double total = after.Total - before.Total;
        var elapsedUs = (after.At - before.At).TotalMicroseconds;
        return new Interference(
            (after.Steal - before.Steal) / total,
            ownCores is { } own ? Math.Clamp(((after.Busy - before.Busy) / total) - (own / Math.Max(1, after.Processors)), 0, 1) : null,
            after.WaitingUs - before.WaitingUs is { } waited && elapsedUs > 0 ? Math.Clamp(waited / elapsedUs, 0, 1) : null);
    }

    /// <summary>The worse of two rounds, in each respect.</summary>
    internal static Interference? Worse(Interference? one, Interference? other) => one is null || other is null
        ? one ?? other
        : new Interference(
            Math.Max(one.StealFraction, other.StealFraction),
            Most(one.OtherCpuFraction, other.OtherCpuFraction),
            Most(one.CpuPressureFraction, other.CpuPressureFraction));

    private static double? Most(double? one, double? other) => one > other ? one : other ?? one;
}
