using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis;

/// <summary>What all roles of a cell used together.</summary>
internal static class TotalCost
{
    /// <summary>The roles that were charged.</summary>
    public static IEnumerable<RoleCost> Roles(this Costs? cost) => new[] { cost?.Initiator, cost?.Responder, cost?.Service }.OfType<RoleCost>();

    /// <summary>CPU time of all roles by elapsed time; null where one of them was not charged.</summary>
    public static double? TotalCores(this CellResult cell) => cell.IsWholeKnown() ? cell.Cost.Roles().Sum(role => role.CpuCores) : null;

    /// <summary>CPU time of all roles for a message, ns; null where nothing was sent, or one of them was not charged.</summary>
    public static double? CpuNsPerMessage(this CellResult cell) =>
        cell.IsWholeKnown() && cell.Cost.Roles().Any(role => role.CpuNsPerMessage is not null)
            ? cell.Cost.Roles().Sum(role => role.CpuNsPerMessage ?? 0)
            : null;

    /// <summary>Messages that a core carries in a second, of all cores that all roles use; null where nothing was sent or measured.</summary>
    public static double? MessagesPerCoreSecond(this CellResult cell) =>
        cell.TotalCores() is > 0 and var cores ? cell.Throughput?.MessagesPerSecond / cores : null;

    /// <summary>
    /// Whether the memory is what the roles held, excluding page cache. Not where the platform does not say it, nor in files from before there was a mean.
    /// </summary>
    public static bool HoldsMemory(this Costs? cost) => cost.Roles().All(role => role.MeanMemoryBytes is not null);

    /// <summary>The sum of an amount over the roles; null where one of them does not know it, or was not charged.</summary>
    public static double? Total(this CellResult cell, Func<RoleCost, double?> amount)
    {
        var amounts = cell.Cost.Roles().Select(amount).ToList();
        return !cell.IsWholeKnown() || amounts.Contains(null) ? null : amounts.Sum();
    }

    /// <summary>Whether each role was charged: some engines do not say what a service uses, and a sum without it would be too small.</summary>
    public static bool IsWholeKnown(this CellResult cell) =>
        cell.Cost is { Initiator: not null } cost && (cost.Service is not null || !cell.UsesService);
}
