using System.CommandLine;
using System.Globalization;
using InterContainer.Bench.Analysis.Comparing;
using InterContainer.Bench.Commands.Help;
using InterContainer.Bench.Report.Tables;

namespace InterContainer.Bench.Commands;

/// <summary><c>compare A B</c>: what changed between two runs, and what is only noise.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("A") { Description = "The folder of the earlier run." };
        var second = new Argument<string>("B") { Description = "The folder of the later run." };
        var failAbove = new Option<string?>("--fail-above")
        {
            Description = "Exit 3 when something got worse for sure by more than this: 10%.",
            HelpName = "PERCENT",
        };
        var file = new Option<string?>("--out") { Description = "Write the comparison (Markdown) to a file, not to the console.", HelpName = "FILE" };
        var command = new Verb(
            "compare",
            "Two runs side by side, cell by cell: better, worse, or within the noise. Needs no engine.",
            new("compare results/reference results/mine", "what changed, and what is only noise"),
            new(
                "compare results/reference results/mine --fail-above 10%",
                "a gate for CI: exit code 3 where something got worse for sure by more than a tenth"),
            new("compare results/reference results/mine --out comparison.md", "a file, for a comment on a pull request"))
        {
            first, second, failAbove, file,
        };
        command.SetAction(parsed => Execute(
            Path.GetFullPath(parsed.GetValue(first)!),
            Path.GetFullPath(parsed.GetValue(second)!),
            parsed.GetValue(failAbove) is { } percent ? Part(percent) : null,
            parsed.GetValue(file)));
        return command;
    }

    private static int Execute(string first, string second, double? failAbove, string? file)
    {
        var (one, other) = (SavedRun.Read(first), SavedRun.Read(second));
        var comparison = new RunComparison(one, other);
        var text = CompareText.Of(one, other, comparison);
        if (file is null)
            Console.Write(text);
        else
            Write(file, text);
        return failAbove is { } part ? Gate(comparison, part) : Cli.Ok;
    }

    // A gate that lets through what it could not check is none.
    private static int Gate(RunComparison comparison, double part)
    {
        if (comparison.IsWorseBy(part))
            return Cli.GotWorse;
        return comparison.Figures.Any(figure => figure.Comparison.Low is not null)
            ? Cli.Ok
            : throw new UsageException(
                "--fail-above: the runs have no figure in common of two rounds or more, so nothing can be judged; "
                    + "measure both in the same way, without --quick.");
    }

    private static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {file}: {e.Message} Give a file that can be written.", e);
        }
    }

    private static double Part(string text) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 1000
            ? percent / 100
            : throw new UsageException($"--fail-above {text}: accepted is a percentage from 0 to 1000, such as 10%.");
}
