using BenchmarkDotNet.Running;
using InterContainer.Agent.Contract;
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
    public static CellResult? Find(RunResults run, BenchmarkCase benchmark)
    {
        var key = Key(benchmark);
        return run.Results.Where(Selection.IsJudged).FirstOrDefault(result => (result.Scenario, result.Transport, result.PayloadBytes) == key);
    }
}
