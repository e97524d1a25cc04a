using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Bench.Report.Judging;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Page;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>Results → report: tables on the console; tables, charts and a page in the folder.</summary>
internal static class RunOutput
{
    public static void Show(RunResults run, string folder, BenchmarkDotNetAdapter judge)
    {
        var judged = run.Results.Any(Selection.IsJudged) ? judge.Judged(run, folder) : Judgement.None;
        foreach (var table in judged.Tables)
            Console.WriteLine($"\n{table}");
        foreach (var table in new[]
        {
            LoadText.Table(run), ConcurrencyText.Initiators.Table(run), ConcurrencyText.InFlight.Table(run),
            LimitsText.Table(run), ScaleOutText.Table(run), ScaleOutText.Sockets(run), CostText.Idle(run),
        }.Where(table => !table.IsEmpty))
            Console.WriteLine($"\n{table}");
        if (run.Calibration.Count > 0)
            Console.WriteLine($"\n{CalibrationText.Table(run.Calibration)}");
        Console.WriteLine();
        if (DurabilityText.Difference(run.Results) is { } difference)
            Console.WriteLine(difference);
        foreach (var line in TailText.Of(run).Concat(RuntimeText.Causes(run.Results)))
            Console.WriteLine(line);
        foreach (var result in run.Results.Where(result => result.Reason is not null))
            Console.WriteLine($"{CellText.Outcome(result)}: {CellText.Name(result)}: {result.Reason}");
        var (drawn, leftOut) = ChartLimits.Thin(run);
        var charts = ChartSet.Draw(drawn);
        var chartFolder = Directory.CreateDirectory(Path.Combine(folder, "charts")).FullName;
        // In parallel with the drawings, which take as long: thousands of cells have thousands of files.
        var exports = Task.Run(() =>
        {
            File.WriteAllText(
                Path.Combine(folder, "report.md"),
                MarkdownReport.Of(run, [.. charts.Select(chart => (chart.Title, $"charts/{chart.Name}.svg"))]));
            return Exports.Write(run, folder);
        });
        var drawings = charts.Select(chart => (chart.Title, chart.Save(chartFolder))).ToList();
        File.WriteAllText(Path.Combine(folder, HtmlPage.Name), HtmlPage.Of(run, drawings, leftOut));
        foreach (var line in exports.GetAwaiter().GetResult().Concat(judged.Notes))
            Console.WriteLine(line);
        foreach (var line in new[] { MachineText.Merged(run), MachineText.Resumed(run), MachineText.Shares(run) }.OfType<string>())
            Console.WriteLine(line);
        Console.WriteLine($"Page, to be opened in a browser: {Path.Combine(folder, HtmlPage.Name)}");
        Console.WriteLine($"Report, charts and results: {folder}");
    }
}
