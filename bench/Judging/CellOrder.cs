using System.Collections.Immutable;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace InterContainer.Bench.Judging;

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
