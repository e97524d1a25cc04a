using System.Text.RegularExpressions;

namespace InterContainer.Tests.Architecture;

/// <summary>docs/architecture.md names files and folders that are there.</summary>
public sealed partial class PathTests
{
    public static TheoryData<string> Paths =>
        [.. Named().Matches(File.ReadAllText(Repository.Path("docs", "architecture.md"))).Select(match => match.Groups[1].Value).Distinct()];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_path_in_the_architecture_is_there(string path) =>
        Assert.True(Path.Exists(Repository.Path(path)), $"docs/architecture.md names {path}, which is not there.");

    [GeneratedRegex("`((?:transports|harness|bench|tests|\\.ci)(?:/[A-Za-z0-9.]+)+|Directory\\.Packages\\.props)/?`")]
    private static partial Regex Named();
}
