using System.CommandLine;
using System.CommandLine.Completions;
using InterContainer.Bench.Commands;

namespace InterContainer.Bench.Completing;

/// <summary>What the last word of a line that is being typed can become.</summary>
internal static class Suggestions
{
    /// <param name="root">The command line.</param>
    /// <param name="line">What stands between the name of the program and the cursor.</param>
    public static IReadOnlyList<string> Of(RootCommand root, string line)
    {
        if (line.StartsWith('-'))
            line = $"{Root.DefaultVerb} {line}";
        var word = line[(line.LastIndexOf(' ') + 1)..];
        if (word.StartsWith("--", StringComparison.Ordinal) && word.Split('=', 2) is [var option, var value])
            return [.. Of(root, $"{line[..^(value.Length + 1)]} {value}").Select(whole => $"{option}={whole}")];
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
