using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Judging;

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
