using System.Collections.Immutable;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace InterContainer.Bench.Report.Judging;

/// <summary>
/// BenchmarkDotNet's JSON of those benchmarks that have figures. It writes <c>"Statistics": null</c> for the others, on which programs fail
/// that read such files.
/// </summary>
/// <param name="json">BenchmarkDotNet's own exporter.</param>
internal sealed class MeasuredJson(JsonExporterBase json) : IExporter
{
    private const string OfRun = "run";

    private readonly List<Summary> _classes = [];
    private string? _ending;

    public string Name => json.Name;

    public void ExportToLog(Summary summary, ILogger logger) => json.ExportToLog(Measured(summary, summary.Reports), logger);

    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        var measured = Measured(summary, summary.Reports);
        if (measured.Reports.IsEmpty)
            return [];
        _classes.Add(measured);
        var files = json.ExportToFiles(measured, consoleLogger).ToList();
        // <class>-report-<kind>.json; the kind is the exporter's own.
        var file = Path.GetFileName(files[0]);
        _ending = file[file.LastIndexOf("-report", StringComparison.Ordinal)..];
        return files;
    }

    /// <summary>Writes one file of all classes, next to those of each.</summary>
    /// <returns>Its path; null where nothing was measured.</returns>
    public string? ExportRun()
    {
        if (_classes is not [var first, ..])
            return null;
        var path = Path.Combine(first.ResultsDirectoryPath, $"{OfRun}{_ending}");
        using var writer = new StreamWriter(path);
        using var logger = new StreamLogger(writer);
        json.ExportToLog(Measured(first, _classes.SelectMany(summary => summary.Reports)), logger);
        return path;
    }

    private static Summary Measured(Summary like, IEnumerable<BenchmarkReport> reports) => new(
        like.Title,
        [.. reports.Where(report => report.ResultStatistics is not null)],
        like.HostEnvironmentInfo,
        like.ResultsDirectoryPath,
        like.LogFilePath,
        like.TotalTime,
        like.GetCultureInfo(),
        like.ValidationErrors,
        ImmutableArray<BenchmarkDotNet.Columns.IColumnHidingRule>.Empty);
}
