using System.CommandLine;
using InterContainer.Bench.Judging;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary><c>report DIR</c>: draws a saved run again.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of a run, with its results.json." };
        var command = new Command("report", "Draws a saved run again: tables, charts, report.md, report.html. Needs no engine.") { folder };
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            Presentation.Show(ResultsFile.Read(path), path, new Judge(JudgeOptions.Parse([])));
            return Cli.Ok;
        });
        return command;
    }
}
