using InterContainer.Bench.Claims;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>The tables of the documents are those of the reference run and of the catalogue.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_figures_are_those_of_the_reference_run()
    {
        var rows = Rows("<!-- reference: round trip of 64 B -->");

        Assert.True(rows.Count > 2);
        Assert.Empty(rows.Except(Read("results", "reference", "report.md").Split('\n')));
    }

    [Fact]
    public void The_transports_are_those_of_the_catalogue() =>
        Assert.Equal(
            TransportTable.Of(Catalogue.BuiltIn.Transports.Select(transport => transport.Traits)).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Rows("<!-- list -->"));

    [Fact]
    public void The_claims_are_ruled_on_by_the_reference_run() =>
        Assert.Equal(
            ClaimsText.Table(ResultsFile.Read(Repository.Path("results", "reference"))).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Rows("<!-- claims -->", "docs", "claims.md"));

    [Fact]
    public void What_is_written_for_the_transports_is_counted_in_their_code() =>
        Assert.Equal(
            CodeText.Table(ResultsFile.Read(Repository.Path("results", "reference"))).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Rows("<!-- code -->", "docs", "claims.md"));

    private static List<string> Rows(string after) => Rows(after, "README.md");

    private static List<string> Rows(string after, params string[] path) =>
        [.. Read(path).Split('\n').SkipWhile(line => line != after).Skip(1).TakeWhile(line => line.StartsWith('|'))];

    private static string Read(params string[] path) => File.ReadAllText(Repository.Path(path));
}
