using System.CommandLine;
using System.CommandLine.Invocation;

namespace InterContainer.Bench.Commands.Help;

/// <summary>The library's help, then the examples of the command.</summary>
/// <param name="help">The library's.</param>
/// <param name="ofRoot">The examples of the bare command.</param>
internal sealed class HelpWithExamples(SynchronousCommandLineAction help, IReadOnlyList<Example> ofRoot) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var root = (RootCommand)parseResult.RootCommandResult.Command;
        var examples = parseResult.CommandResult.Command is Verb verb ? verb.Examples : ofRoot;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {root.HelpName ?? root.Name} {example.Line}".TrimEnd());
            output.WriteLine($"      {example.Says}");
        }

        output.WriteLine();
        return code;
    }
}
