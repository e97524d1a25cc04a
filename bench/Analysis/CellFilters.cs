using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis;

/// <summary>Which cells of a run a figure may be taken of.</summary>
internal static class CellFilters
{
    /// <summary>The cells that do one thing, without anything special about them.</summary>
    public static IEnumerable<CellResult> Plain(this RunResults run, Scenario scenario) =>
        run.Results.Where(cell => cell.Scenario == scenario && cell.IsPlain);

    /// <summary>Whether the figures of a cell that sent something may be used.</summary>
    public static bool IsTrusted(this CellResult cell) => cell.Status == Status.Ok && cell.Throughput is not null;
}
