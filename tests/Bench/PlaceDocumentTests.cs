using InterContainer.Bench.Analysis;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>What volumes and runtimes cost stands in their documents as the reference runs have it; <c>UPDATE_DOCS=1</c> writes it again.</summary>
public class PlaceDocumentTests
{
    [Fact]
    public void What_volumes_cost_is_that_of_the_reference_run() => Holds(PlaceDimension.Volume);

    [Fact]
    public void What_runtimes_cost_is_that_of_the_reference_run() => Holds(PlaceDimension.Runtime);

    private static void Holds(PlaceDimension dimension)
    {
        var suite = $"{dimension.Name}s";
        ReadmeTests.Holds(Of(suite, run => ReadmeTests.Lines(PlaceText.Table(run, dimension))), $"<!-- {suite} -->", "docs", $"{suite}.md");
        ReadmeTests.Holds(
            Of(suite, run => [.. PlaceText.Sentences(run, dimension).Select(sentence => $"- {sentence}")]),
            $"<!-- {suite}: sentences -->",
            "docs",
            $"{suite}.md");
    }

    private static IReadOnlyList<string> Of(string suite, Func<RunResults, IReadOnlyList<string>> rows)
    {
        var folder = Repository.Path("results", $"reference-{suite}");
        return Directory.Exists(folder)
            ? rows(ResultsFile.Read(folder))
            : [$"No reference run of this suite is committed: `run --suite {suite}` measures one."];
    }
}
