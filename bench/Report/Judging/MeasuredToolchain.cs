using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using Measurement = BenchmarkDotNet.Reports.Measurement;
using RunResults = InterContainer.Runner.Results.RunResults;

namespace InterContainer.Bench.Report.Judging;

/// <summary>
/// Hands BenchmarkDotNet what the agents measured, a measurement a round, of a merged run one a run: it judges, and does not hold the stopwatch.
/// </summary>
internal sealed class MeasuredToolchain(RunResults run) : Toolchain("Measured", new NothingToGenerate(), new NothingToBuild(), new SavedRounds(run))
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

    private sealed class SavedRounds(RunResults run) : IExecutor
    {
        // Without lines and with exit code 1 the row says NA; a measurement of no operation would throw out of everything.
        public ExecuteResult Execute(ExecuteParameters executeParameters)
        {
            var rounds = CellLookup.Find(run, executeParameters.BenchmarkCase) is { Status: Status.Ok } cell
                ? Parts(cell).Select(Together).Where(part => part is { Messages: > 0, ElapsedNs: > 0 }).ToList()
                : [];
            if (rounds.Count == 0)
                return new ExecuteResult(true, 1, null, [], [], [], 1);
            string[] lines = [.. Lines(IterationStage.Actual, rounds), .. Lines(IterationStage.Result, rounds)];
            return new ExecuteResult(true, 0, null, lines, [], lines, 1);
        }

        private static IEnumerable<string> Lines(IterationStage stage, IEnumerable<Window> rounds) =>
            rounds.Select((round, i) =>
                new Measurement(0, IterationMode.Workload, stage, i + 1, round.Messages, round.ElapsedNs).ToString());

        private IEnumerable<IEnumerable<RoundResult>> Parts(CellResult cell) =>
            run.Run.IsMerged ? cell.Rounds.GroupBy(round => round.Run) : cell.Rounds.Select(round => new[] { round });

        private static Window Together(IEnumerable<RoundResult> rounds)
        {
            var windows = rounds.SelectMany(round => round.Windows).ToList();
            return new Window(windows.Sum(window => window.Messages), windows.Sum(window => window.ElapsedNs));
        }
    }
}
