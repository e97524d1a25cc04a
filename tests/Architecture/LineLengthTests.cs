using System.Text.RegularExpressions;

namespace InterContainer.Tests.Architecture;

/// <summary>A line can be read without scrolling sideways, also in a comparison of two versions.</summary>
public sealed partial class LineLengthTests
{
    private const int MostCharacters = 160;

    private static readonly string[] Folders = ["bench", "harness", "tests", "transports"];
    private static readonly string[] Kinds = [".cs", ".css", ".js"];

    [Fact]
    public void No_line_of_code_is_longer_than_160_characters() =>
        Assert.Empty(Code().SelectMany(file => TooLong(file, [.. File.ReadLines(file).Index().Where(line => !CannotBeBroken(line.Item))])));

    [Fact]
    public void No_line_of_text_is_longer_than_160_characters() =>
        Assert.Empty(Documents().SelectMany(file => TooLong(file, [.. Text(File.ReadLines(file))])));

    [Theory]
    [InlineData(160, 0)]
    [InlineData(161, 1)]
    public void A_character_is_one_whatever_its_encoding_takes(int characters, int found) =>
        Assert.Equal(found, TooLong(Repository.Path("README.md"), [(0, string.Concat(Enumerable.Repeat("\U0001F600", characters)))]).Count());

    [Theory]
    [InlineData("A paragraph.", true)]
    [InlineData("- [One](two.md) of several.", true)]
    [InlineData("- [One](two.md)", false)]
    [InlineData("![One](two.svg)", false)]
    [InlineData("[One]: two.md", false)]
    [InlineData("# A heading", false)]
    [InlineData("  | a | b |", false)]
    public void Tables_headings_and_what_stands_alone_are_no_text(string line, bool isText) => Assert.Equal(isText, Text([line]).Any());

    [Fact]
    public void What_is_fenced_or_generated_is_no_text() =>
        Assert.Equal(
            ["before", "between", "after"],
            Text(["before", "```sh", "inside", "```", "between", "<!-- networks: sentences -->", "inside", "<!-- end -->", "after"]).Select(line => line.Text));

    private static IEnumerable<string> TooLong(string file, IReadOnlyList<(int Index, string Text)> lines) =>
        from line in lines
        let length = line.Text.EnumerateRunes().Count()
        where length > MostCharacters
        select $"{Path.GetRelativePath(Repository.Path(), file)}:{line.Index + 1}: {length} characters";

    private static IEnumerable<string> Code() =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*", SearchOption.AllDirectories))
            .Where(file => Kinds.Contains(Path.GetExtension(file)) && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Path("docs"), "*.md").Concat([Repository.Path("README.md"), Repository.Path("CONTRIBUTING.md")]);

    // An address, and a case of a test whose text alone is too long.
    private static bool CannotBeBroken(string line) =>
        line.Contains("://", StringComparison.Ordinal)
        || (line.Contains("[InlineData(", StringComparison.Ordinal) && Literal().Matches(line).Any(text => text.Length > MostCharacters));

    // What can be wrapped: paragraphs and lists that a person wrote.
    private static IEnumerable<(int Index, string Text)> Text(IEnumerable<string> lines)
    {
        var (isFenced, isGenerated) = (false, false);
        foreach (var (index, line) in lines.Index())
        {
            var text = line.Trim();
            var isFence = text.StartsWith("```", StringComparison.Ordinal);
            if (isFence)
                isFenced = !isFenced;
            if (text.StartsWith("<!--", StringComparison.Ordinal))
                isGenerated = text != "<!-- end -->";
            else if (!isFence && !isFenced && !isGenerated && !text.StartsWith('|') && !text.StartsWith('#') && !StandsAlone().IsMatch(text))
                yield return (index, line);
        }
    }

    [GeneratedRegex(@"""{3}.*?""{3}|""(?:[^""\\]|\\.)*""")]
    private static partial Regex Literal();

    // An image or a link, in a list or not, and where a link by name leads.
    [GeneratedRegex(@"^(?:[-*] )?(?:!?\[[^\]]*\]\([^)]*\)|\[[^\]]+\]:.*)$")]
    private static partial Regex StandsAlone();
}
