using System.CommandLine;
using InterContainer.Bench.Commands.Help;
using InterContainer.Bench.Report.Judging;

namespace InterContainer.Bench.Commands;

/// <summary><c>report DIR</c>: draws a saved run again, or one chart of it.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of a run, with its results.json." };
        var charts = new ChartOptions();
        var command = new Verb(
            "report",
            "Draws a saved run again: tables, charts, report.md, report.html; with --chart, one chart for a document. Needs no engine.",
            new("report results/reference", "everything anew, into the folder of the run"),
            new("report results/reference --chart latency --theme dark --out latency.svg", "one chart for a document"),
            new("report results/reference --chart throughput --transport tcp,grpc --size 1600x900 --format png", "of some transports, for a slide"))
        {
            folder,
        };
        foreach (var option in charts.All)
            command.Add(option);
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            if (charts.IsAsked(parsed))
                Console.WriteLine(charts.Save(parsed, SavedRun.Read(path), path));
            else
                RunOutput.Show(SavedRun.Read(path), path, new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse([])));
            return Cli.Ok;
        });
        return command;
    }
}
