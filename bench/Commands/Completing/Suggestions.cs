using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;

namespace InterContainer.Bench.Commands.Completing;

/// <summary>What the last word of a line that is being typed can become.</summary>
internal static class Suggestions
{
    /// <param name="root">The command line.</param>
    /// <param name="defaultVerb">The verb that is meant where none is given.</param>
    /// <param name="line">What stands between the name of the program and the cursor.</param>
    public static IReadOnlyList<string> Of(RootCommand root, string defaultVerb, string line)
    {
        if (line.StartsWith('-'))
            line = $"{defaultVerb} {line}";
        var word = line[(line.LastIndexOf(' ') + 1)..];
        if (word.StartsWith("--", StringComparison.Ordinal) && word.Split('=', 2) is [var option, var value])
            return [.. Of(root, defaultVerb, $"{line[..^(value.Length + 1)]} {value}").Select(whole => $"{option}={whole}")];
        var parsed = root.Parse(line);
        // A verb is one only once a space follows it.
        var command = word == line ? root : parsed.CommandResult.Command;
        return
        [
            .. Items(parsed, command, word)
                .Select(item => item.InsertText ?? item.Label)
                .Where(label => label.StartsWith(word, StringComparison.Ordinal) && !label.StartsWith('/'))
                .Where(label => !label.StartsWith('-') || word.Length > 0 || command.Arguments.Count == 0),
        ];
    }

    private static IEnumerable<CompletionItem> Items(ParseResult parsed, Command command, string word)
    {
        // The library would take an option that is being typed for a value of the one before it, where that can have more.
        if (command is RootCommand || word.StartsWith('-'))
            return command.GetCompletions(parsed.GetCompletionContext());
        try
        {
            return parsed.GetCompletions();
        }
        catch (InvalidOperationException)
        {
            // The library's word for a quotation that is still open.
            return [];
        }
    }
}

/// <summary><c>[suggest:POSITION] LINE</c>: what the scripts of the shells call. Prints a suggestion a line.</summary>
/// <param name="directive">The library's.</param>
/// <param name="defaultVerb">The verb that is meant where none is given.</param>
internal sealed class SuggestAction(SuggestDirective directive, string defaultVerb) : SynchronousCommandLineAction
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
        foreach (var suggestion in Suggestions.Of((RootCommand)parseResult.RootCommandResult.Command, defaultVerb, typed))
            parseResult.InvocationConfiguration.Output.WriteLine(suggestion);
        return 0;
    }
}
