using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using InterContainer.Runner.Results;
using RunResults = InterContainer.Runner.Results.RunResults;

namespace InterContainer.Bench.Judging;

/// <summary>Hands BenchmarkDotNet the windows that the agents measured: it judges, and does not hold the stopwatch.</summary>
internal sealed class MeasuredToolchain(RunResults run) : Toolchain("Measured", new NothingToGenerate(), new NothingToBuild(), new SavedWindows(run))
{
    public override bool IsInProcess => true;

    private sealed class NothingToGenerate : IGenerator
    {
        public GenerateResult GenerateProject(BuildPartition buildPartition, ILogger logger, string rootArtifactsFolderPath) =>
            GenerateResult.Success(ArtifactsPaths.Empty, []);
    }

    private sealed class NothingToBuild : IBuilder
    {
        public BuildResult Build(GenerateResult generateResult, BuildPartition buildPartition, ILogger logger) =>
            BuildResult.Success(generateResult);
    }

    private sealed class SavedWindows(RunResults run) : IExecutor
    {
        // Without lines and with exit code 1 the row says NA; a measurement of no operation would throw out of everything.
        public ExecuteResult Execute(ExecuteParameters executeParameters)
        {
            var windows = CellLookup.Find(run, executeParameters.BenchmarkCase) is { Status: Status.Ok } cell
                ? cell.Windows.Where(window => window is { Messages: > 0, ElapsedNs: > 0 }).ToList()
                : [];
            if (windows.Count == 0)
                return new ExecuteResult(true, 1, null, [], [], [], 1);
            string[] lines = [.. Lines(IterationStage.Actual, windows), .. Lines(IterationStage.Result, windows)];
            return new ExecuteResult(true, 0, null, lines, [], lines, 1);
        }

        private static IEnumerable<string> Lines(IterationStage stage, IEnumerable<RoundWindow> windows) =>
            windows.Select((window, i) =>
                new Measurement(0, IterationMode.Workload, stage, i + 1, window.Messages, window.ElapsedNs).ToString());
    }
}
