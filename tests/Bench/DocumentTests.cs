using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using InterContainer.Bench.Commands;

namespace InterContainer.Tests.Bench;

/// <summary>What documents point to is there, and what they tell to type is accepted.</summary>
public sealed partial class DocumentTests
{
    private const int LongestReadme = 130;

    private static readonly RootCommand Program = Root.Create();

    public static TheoryData<string> Documents => [.. Markdown().Select(path => Path.GetRelativePath(Repository.Path(), path))];

    /// <summary>Without what stands before them and without comments.</summary>
    public static TheoryData<string> Commands => [.. Markdown().SelectMany(CommandsOf).Distinct()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_resolve(string document)
    {
        var here = Repository.Path(document);
        var broken = Link().Matches(OutsideOfCode(here))
            .Select(link => (Path: link.Groups["path"].Value, Anchor: link.Groups["anchor"].Value))
            .Where(link => !Resolves(here, link.Path, link.Anchor));

        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Commands_are_accepted(string command)
    {
        var parsed = Program.Parse(Cli.DefaultVerb([.. Words(command)], Root.DefaultVerb));

        Assert.Empty(parsed.Errors);
        // What a run does not know goes on to BenchmarkDotNet.
        Assert.DoesNotContain(parsed.UnmatchedTokens, token => token.StartsWith("--", StringComparison.Ordinal) && token != "--filter");
    }

    [Fact]
    public void The_readme_is_short_and_begins_with_the_two_commands()
    {
        var lines = File.ReadAllLines(Repository.Path("README.md"));

        Assert.True(lines.Length <= LongestReadme, $"It has {lines.Length} lines.");
        Assert.Equal(
            ["dotnet run -c Release --project bench", "dotnet test -c Release"],
            lines.Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal) && !line.Contains(" -- ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("`--payload`, *one way*", "--payload-one-way")]
    [InlineData("Exactly-once, and how far it goes", "exactly-once-and-how-far-it-goes")]
    [InlineData("Which one? `advise`", "which-one-advise")]
    public void An_anchor_is_that_of_GitHub(string heading, string anchor) => Assert.Equal(anchor, AnchorOf(heading));

    private static IEnumerable<string> Markdown() =>
    [
        .. Directory.EnumerateFiles(Repository.Path(), "*.md"),
        .. Directory.EnumerateFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories),
        Repository.Path("results", "README.md"),
    ];

    private static bool Resolves(string from, string path, string anchor)
    {
        if (path.Contains("://", StringComparison.Ordinal))
            return true;
        var target = path.Length == 0 ? from : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, path));
        if (anchor.Length == 0)
            return File.Exists(target) || Directory.Exists(target);
        return File.Exists(target) && OutsideOfCode(target).Split('\n').Any(line => line.StartsWith('#') && AnchorOf(line.TrimStart('#').Trim()) == anchor);
    }

    private static string AnchorOf(string heading) => string.Concat(
        heading.ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-');

    private static string OutsideOfCode(string document) => Fence().Replace(File.ReadAllText(document), "");

    private static IEnumerable<string> CommandsOf(string document) =>
        from fence in Fence().Matches(File.ReadAllText(document))
        where fence.Groups["language"].Value == "sh"
        from line in fence.Groups["text"].Value.Split('\n')
        let command = Command().Match(line)
        where command.Success
        select command.Groups["rest"].Value.Trim();

    /// <summary>As a shell splits them, up to a comment.</summary>
    private static IEnumerable<string> Words(string command) =>
        CommandLineParser.SplitCommandLine(Comment().Replace(command, "").Replace('\'', '"'));

    [GeneratedRegex(" +#.*$")]
    private static partial Regex Comment();

    // Images as well. A title after the target is not used here.
    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(#(?<anchor>[^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    // After variables, as a clone is run or as the tool is.
    [GeneratedRegex(@"^(\w+=\S+ )*(dotnet run -c Release --project bench( --(?= |$))?|intercontainer-bench)(?<rest>( .*)?)$")]
    private static partial Regex Command();
}
