using System.CommandLine;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Bench.Commands.Help;

namespace InterContainer.Bench.Commands;

/// <summary><c>completion SHELL</c>: what makes a shell complete our command line.</summary>
internal static class CompletionCommand
{
    private static readonly IReadOnlyList<string> Names = [.. Shell.All.Select(shell => shell.Name)];

    public static Command Create()
    {
        var name = new Argument<string>("SHELL")
        {
            Description = $"{string.Join(", ", Names)}.",
            HelpName = "SHELL",
            CompletionSources = { CompletionSource.One(Names) },
        };
        var command = new Verb(
            "completion",
            "Prints a script that makes a shell complete commands, options and their values, for the installed tool.",
            [.. Shell.All.Select(shell => new Example($"completion {shell.Name}", shell.Use))])
        {
            name,
        };
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(Find(parsed.GetValue(name)!).Script);
            return Cli.Ok;
        });
        return command;
    }

    private static Shell Find(string name) =>
        Shell.All.FirstOrDefault(shell => shell.Name == name) ?? throw new UsageException($"completion {name}: accepted are {string.Join(", ", Names)}.");
}
