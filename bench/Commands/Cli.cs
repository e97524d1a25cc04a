using System.CommandLine;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>Turns a command line into an exit code: every mistake of a user is one line on standard error and 2.</summary>
internal static class Cli
{
    public const int Ok = 0;
    public const int SomeFailed = 1;
    public const int BadUsage = 2;

    /// <summary>A comparison found more than was allowed.</summary>
    public const int GotWorse = 3;

    public const int Interrupted = 130;

    private static readonly string[] AboutItself = ["-h", "-?", "--help", "--version"];

    /// <summary>Options without a verb, or nothing at all, are the default verb's.</summary>
    public static string[] DefaultVerb(string[] arguments, string verb) =>
        arguments.Length == 0 || (arguments[0].StartsWith('-') && !AboutItself.Contains(arguments[0])) ? [verb, .. arguments] : arguments;

    public static async Task<int> InvokeAsync(RootCommand root, string[] arguments)
    {
        if (OpenFiles.Lack() is { } lack)
            return Complain(lack);
        Redaction.LearnEnvironment();
        // A directive, such as [suggest], stands in brackets.
        if (arguments is [[not ('-' or '['), ..] verb, ..] && root.Subcommands.All(command => command.Name != verb))
            return Complain($"There is no command '{verb}'. Accepted: {string.Join(", ", root.Subcommands.Select(command => command.Name))}.");
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
            return Complain($"{parsed.Errors[0].Message} See {parsed.CommandResult.Command.Name} --help.");
        try
        {
            // Commands handle signals themselves: after one they still have things to save and to remove.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Interrupted. Nothing was measured.");
            return Interrupted;
        }
        catch (Exception e) when (
            e is UsageException or TransportException or ResultsException or LaunchException or IOException or UnauthorizedAccessException)
        {
            return Complain(e.Message);
        }
        catch (Exception e)
        {
            // A runtime that reports it would print secrets with it.
            return Complain($"This is a fault of the program, please report it: {e.GetType().Name}: {e.Message}");
        }
    }

    private static int Complain(string message)
    {
        Console.Error.WriteLine(Redaction.Of(message.ReplaceLineEndings(" ")));
        return BadUsage;
    }
}
