using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Judging;

/// <summary>A BenchmarkDotNet case and the cell it stands for.</summary>
internal static class CellLookup
{
    public static (Scenario Scenario, string Transport, int PayloadBytes) Key(BenchmarkCase benchmark) => (
        Selection.ScenarioOf(benchmark.Descriptor.Type),
        (string)benchmark.Parameters[nameof(CellBenchmark.Transport)],
        (int)benchmark.Parameters[nameof(CellBenchmark.Payload)]);

    /// <summary>Null where the run has no such cell.</summary>
    public static CellResult? Find(RunResults run, BenchmarkCase benchmark) =>
        ByKey.GetValue(run, Index).GetValueOrDefault(Key(benchmark));

    // Each figure of each table asks for its cell, more than once.
    private static ConditionalWeakTable<RunResults, Dictionary<(Scenario, string, int), CellResult>> ByKey { get; } = [];

    private static Dictionary<(Scenario, string, int), CellResult> Index(RunResults run) => run.Results
        .Where(Selection.IsJudged)
        .DistinctBy(cell => (cell.Scenario, cell.Transport, cell.PayloadBytes))
        .ToDictionary(cell => (cell.Scenario, cell.Transport, cell.PayloadBytes));
}

/// <summary>By payload, then in the order of the selection: what is compared stands side by side.</summary>
internal sealed class CellOrder : IOrderer
{
    public bool SeparateLogicalGroups => false;

    public IEnumerable<BenchmarkCase> GetExecutionOrder(ImmutableArray<BenchmarkCase> benchmarksCase, IEnumerable<BenchmarkLogicalGroupRule>? order = null) =>
        Sort(benchmarksCase);

    public IEnumerable<BenchmarkCase> GetSummaryOrder(ImmutableArray<BenchmarkCase> benchmarksCases, Summary summary) => Sort(benchmarksCases);

    public string? GetHighlightGroupKey(BenchmarkCase benchmarkCase) => null;

    public string? GetLogicalGroupKey(ImmutableArray<BenchmarkCase> allBenchmarksCases, BenchmarkCase benchmarkCase) => null;

    public IEnumerable<IGrouping<string, BenchmarkCase>> GetLogicalGroupOrder(
        IEnumerable<IGrouping<string, BenchmarkCase>> logicalGroups, IEnumerable<BenchmarkLogicalGroupRule>? order = null) => logicalGroups;

    private static IEnumerable<BenchmarkCase> Sort(IEnumerable<BenchmarkCase> cases)
    {
        var transports = Selection.Current.Transports.ToList();
        return cases
            .OrderBy(benchmark => CellLookup.Key(benchmark).PayloadBytes)
            .ThenBy(benchmark => transports.IndexOf(CellLookup.Key(benchmark).Transport));
    }
}
