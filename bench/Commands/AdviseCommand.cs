using System.CommandLine;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Commands.Help;
using InterContainer.Bench.Report.Advising;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary><c>advise</c>: which transports of a run do what is asked.</summary>
internal static class AdviseCommand
{
    private const int NothingQualifies = 1;

    public static Command Create()
    {
        var folder = new Argument<string?>("DIR")
        {
            Description = "The folder of a run, with its results.json. Default: results/reference of the repository.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "One JSON document, for tools." };
        var options = new AdviseOptions();
        var command = new Verb(
            "advise",
            "Says which transports of a saved run do what you need, which do not and by how much, and what was not measured. Exit code 1: nothing qualifies.",
            new("advise --payload 1KiB --p99 1ms --survives responder-restart", "by the figures of results/reference"),
            new("advise results/mine --rate 5000 --durable disk --no-broker", "by those of a run of yours"),
            new("advise --one-way --ordered --idle-cores 0.05 --json", "for tools"))
        {
            folder,
        };
        foreach (var option in options.All.Append(json))
            command.Add(option);
        command.SetAction(parsed => Execute(Folder(parsed.GetValue(folder)), options.Read(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int Execute(string folder, Requirements asked, bool json)
    {
        var run = SavedRun.Read(Path.GetFullPath(folder));
        var advice = Advisor.Advise(run, asked);
        Console.WriteLine(json ? AdviceJson.Of(advice, run, folder) : AdviceText.Of(advice, run, folder).TrimEnd());
        return advice.Qualified.Count > 0 ? Cli.Ok : NothingQualifies;
    }

    private static string Folder(string? asked)
    {
        if (asked is not null)
            return asked;
        var reference = Path.Combine(RunFolder.Root(), "results", "reference");
        return File.Exists(Path.Combine(reference, ResultsFile.Name))
            ? Path.GetRelativePath(Environment.CurrentDirectory, reference)
            : throw new UsageException("advise: which run? There is no results/reference here; give the folder of a run, with its results.json: advise DIR …");
    }
}
