using System.CommandLine;
using InterContainer.Bench.Commands;

namespace InterContainer.Tests.Bench;

/// <summary>The help of the program and of each of its commands as Markdown.</summary>
internal static class HelpPages
{
    private const int Width = 120;

    // As the tool is called when it is installed; here the program has the name of the tests.
    private const string Name = "intercontainer-bench";

    public static IReadOnlyList<string> Lines() =>
    [
        "",
        .. Page(Name, ""),
        .. Root.Create().Subcommands.SelectMany(verb => Page(verb.Name, verb.Name)),
    ];

    private static IEnumerable<string> Page(string heading, string verb)
    {
        var root = Root.Create(Width);
        var output = new StringWriter();
        root.Parse([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Invoke(new InvocationConfiguration { Output = output });
        var help = output.ToString().ReplaceLineEndings("\n").Replace(root.Name, Name, StringComparison.Ordinal).Trim();
        return [$"## {heading}", "", "```text", .. help.Split('\n').Select(line => line.TrimEnd()), "```", ""];
    }
}
