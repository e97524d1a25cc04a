using System.Text.RegularExpressions;

namespace InterContainer.Tests.Architecture;

/// <summary>Names that were given up stay given up: <c>git grep -nwFf .ci/old-terms</c> finds them where former results are read, and nowhere else.</summary>
public class OldTermsTests
{
    private static readonly string[] Folders = ["bench", "docs", "harness", "tests", "transports"];
    private static readonly string[] Kinds = [".cs", ".css", ".js", ".json", ".md", ".yaml"];

    // What reads former results, and its tests.
    private static readonly string[] Allowed = ["SchemaOne.cs", "SchemaOneTests.cs", "FormerNames.cs", "FormerNamesTests.cs"];

    [Fact]
    public void Old_terms_are_found_only_where_former_results_are_read()
    {
        var terms = File.ReadAllLines(Repository.Path(".ci", "old-terms"));
        var words = new Regex($@"(?<!\w)({string.Join('|', terms.Select(Regex.Escape))})(?!\w)", RegexOptions.Compiled);

        var found = from file in Files()
                    where !Allowed.Contains(Path.GetFileName(file))
                    from line in File.ReadLines(file).Index()
                    let match = words.Match(line.Item)
                    where match.Success
                    select $"{Path.GetRelativePath(Repository.Path(), file)}:{line.Index + 1}: {match.Value}";

        Assert.NotEmpty(terms);
        Assert.Empty(found);
    }

    private static IEnumerable<string> Files() =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*", SearchOption.AllDirectories))
            .Where(file => Kinds.Contains(Path.GetExtension(file)))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "Fixtures"))
            .Concat([Repository.Path("README.md"), Repository.Path("compose.yaml"), Repository.Path("CONTRIBUTING.md")])
            .Where(File.Exists);
}
