using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace InterContainer.Bench.Completing;

/// <summary><c>[suggest:POSITION] LINE</c>: what the scripts of the shells call. Prints a suggestion a line.</summary>
internal sealed class SuggestAction(SuggestDirective directive) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
        var typed = parseResult.GetResult(directive)!.Values is [.., var text]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && position < line.Length
            ? line[..position]
            : line;
        foreach (var suggestion in Suggestions.Of((RootCommand)parseResult.RootCommandResult.Command, typed))
            parseResult.InvocationConfiguration.Output.WriteLine(suggestion);
        return Cli.Ok;
    }
}
