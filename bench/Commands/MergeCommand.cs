using System.CommandLine;
using InterContainer.Bench.Analysis.Comparing;
using InterContainer.Bench.Commands.Help;
using InterContainer.Bench.Report.Judging;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary><c>merge A B …</c>: several runs of one plan as one, in which runs are a level above rounds.</summary>
internal static class MergeCommand
{
    private const string Out = "--out";

    public static Command Create()
    {
        var folders = new Argument<string[]>("RUNS")
        {
            Description = "The folders of two or more runs of the same plan, machine and version.",
            Arity = ArgumentArity.OneOrMore,
        };
        var folder = new Option<string?>(Out) { Description = "Where the merged run goes. Default: results/<UTC time>-<host>.", HelpName = "DIR" };
        var command = new Verb(
            "merge",
            "Makes one run of several of the same plan. Its intervals count runs, not rounds, so three or more are worth it. Needs no engine.",
            new(
                "merge results/monday results/tuesday results/wednesday --out results/week",
                "what is true from run to run; report, compare and advise read it as any other"),
            new("merge results/week results/thursday", "a merged run and one more: four runs"))
        {
            folders, folder,
        };
        command.SetAction(parsed => Execute(parsed.GetValue(folders)!, parsed.GetValue(folder), [.. parsed.Tokens.Select(token => token.Value)]));
        return command;
    }

    private static int Execute(string[] folders, string? asked, IReadOnlyList<string> arguments)
    {
        if (folders.Length < 2)
            throw new UsageException($"merge {folders[0]}: one run is there already; accepted are two or more.");
        if (asked is not null && folders.Select(Full).Contains(Full(asked)))
            throw new UsageException($"{Out} {asked}: it holds one of the runs that are merged; give a folder of its own.");
        var runs = folders.Select(Read).ToList();
        foreach (var (run, place) in runs.Select((run, i) => (run, folders[i])).Skip(1))
        {
            if (SamePlan.Difference(runs[0], run) is { } why)
                throw new UsageException($"merge {folders[0]} {place}: {why}.");
        }

        if (runs.SelectMany(run => MergedResults.Parts(run.Run)).GroupBy(run => run.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UsageException($"merge: the run {twice.Key} would be in it more than once; give each run once.");
        var now = DateTime.UtcNow;
        using var taken = RunFolder.Take(asked, now);
        var merged = MergedResults.Of(RunFolder.NewId(now), RunStamp.Command(arguments), runs);
        ResultsFile.Write(taken.Path, merged);
        File.Delete(Path.Combine(taken.Path, Journal.Name));
        if (runs.Exists(run => run.Calibration.Count > 0))
            Console.WriteLine("Calibrations are left out: each stands in its own run.");
        RunOutput.Show(merged, taken.Path, new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse([])));
        return Cli.Ok;
    }

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static RunResults Read(string folder)
    {
        var run = ResultsFile.Read(Path.GetFullPath(folder));
        return run.Run switch
        {
            { FinishedUtc: null } => throw new UsageException(
                $"merge {folder}: the run is not complete; go on with it first: run {ResumedRun.Option} {folder}"),
            { Plan: null } => throw new UsageException(
                $"merge {folder}: it has no plan, as a calibration or a file of an older version; measure again with: run"),
            _ => run,
        };
    }
}
