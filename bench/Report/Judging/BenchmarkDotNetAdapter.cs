using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using Perfolizer.Mathematics.OutlierDetection;

namespace InterContainer.Bench.Report.Judging;

/// <summary>BenchmarkDotNet over a plan or a saved run: which cells its options select, and its judgement of what was measured.</summary>
/// <param name="options">BenchmarkDotNet's own options, checked.</param>
internal sealed class BenchmarkDotNetAdapter(BenchmarkDotNetOptions options)
{
    /// <summary>The cells of a selection that <c>--filter</c> lets through, in order.</summary>
    public IReadOnlyList<(Scenario Scenario, string Transport, int PayloadBytes)> Cells(Selection selection)
    {
        Selection.Current = selection;
        var config = Config(new RunResults { Run = null! }, "");
        return
        [
            .. selection.Classes
                .SelectMany(benchmarks => BenchmarkConverter.TypeToBenchmarks(benchmarks, config).BenchmarksCases)
                .Select(CellLookup.Key),
        ];
    }

    /// <summary>Prints the names of the benchmarks, as <c>--list</c> asks; false where it does not.</summary>
    public bool List(Selection selection)
    {
        if (!options.Lists)
            return false;
        Selection.Current = selection;
        BenchmarkSwitcher.FromTypes(selection.Classes).Run([.. options.Arguments], ManualConfig.CreateEmpty().AddLogger(ConsoleLogger.Default));
        return true;
    }

    /// <summary>Judges a run; exporters write into the folder.</summary>
    public Judgement Judged(RunResults run, string folder)
    {
        Selection.Current = Selection.Of(run);
        var config = Config(run, folder);
        var summaries = BenchmarkRunner.Run(Selection.Current.Classes, config);
        // Where a transport was not measured with a payload, there is no cell to speak of.
        var leftOut = summaries.SelectMany(summary => summary.Reports)
            .Where(report => report.ResultStatistics is null)
            .Select(report => CellLookup.Find(run, report.BenchmarkCase)).OfType<CellResult>()
            .Select(CellText.Name).ToList();
        return new Judgement([.. summaries.Select(Table)], [.. config.GetExporters().OfType<MeasuredJson>().Select(json => Note(json.ExportRun(), leftOut))]);
    }

    private static string Note(string? file, List<string> leftOut) => string.Concat(
        file is null ? "BenchmarkDotNet's JSON: none, since nothing was measured" : $"BenchmarkDotNet's JSON, of each scenario and of the run: {file}",
        file is null || leftOut.Count == 0 ? "" : $"; left out, for lack of figures: {string.Join(", ", leftOut)}");

    private static string Table(Summary summary)
    {
        var logger = new AccumulationLogger();
        MarkdownExporter.Console.ExportToLog(summary, logger);
        // Before the table stand lines about this machine, which may not be the one of a saved run.
        var lines = logger.GetLog().Split('\n').Where(line => line.StartsWith('|') || line.Contains(" | ", StringComparison.Ordinal));
        return string.Join('\n', lines.Select(line => line.TrimEnd()));
    }

    private IConfig Config(RunResults run, string folder) => options.Apply(ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(new MeasuredToolchain(run))
            // A slow window is a fact, not a interference to be hidden.
            .WithOutlierMode(OutlierMode.DontRemove))
        .AddColumn(SummaryColumn.All(run))
        .AddExporter(CsvExporter.Default, MarkdownExporter.GitHub)
        .AddLogger(NullLogger.Instance)
        .WithOrderer(new CellOrder())
        .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator)
        .WithArtifactsPath(Path.Combine(folder, "benchmarkdotnet")));
}

/// <summary>BenchmarkDotNet's judgement of a run.</summary>
/// <param name="Tables">One a scenario.</param>
/// <param name="Notes">A line each: what is in the files that were written, and what is not.</param>
internal sealed record Judgement(IReadOnlyList<string> Tables, IReadOnlyList<string> Notes)
{
    public static Judgement None { get; } = new([], []);
}
