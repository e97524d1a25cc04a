using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>What all roles of a cell used together.</summary>
internal static class TotalCost
{
    /// <summary>CPU time of all roles by elapsed time; 0 where it was not measured.</summary>
    public static double TotalCores(this Costs? cost) =>
        cost is null ? 0 : new[] { cost.Initiator, cost.Responder, cost.Service }.Sum(role => role?.CpuCores ?? 0);
}
