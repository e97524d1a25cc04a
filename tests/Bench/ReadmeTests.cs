using System.Runtime.CompilerServices;
using InterContainer.Bench.Reporting;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>The tables of the README are those of the reference run and of the catalogue.</summary>
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

    private static List<string> Rows(string after) =>
        [.. Read("README.md").Split('\n').SkipWhile(line => line != after).Skip(1).TakeWhile(line => line.StartsWith('|'))];

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root(), .. path]));

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
