using InterContainer.Bench.Analysis;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>The tables of the documents are those of the reference runs and of the catalogue; <c>UPDATE_DOCS=1</c> writes them again.</summary>
public class ReadmeTests
{
    private const string End = "<!-- end -->";

    private const int Small = 64;

    private static readonly Lazy<RunResults> ReferenceRun = new(() => Reference("reference"));

    private static IEnumerable<Traits> AllTraits => Catalogue.BuiltIn.Transports.Select(transport => transport.Traits);

    [Fact]
    public void The_short_answer_is_that_of_the_reference_run() => Holds(ShortAnswer.Table(ReferenceRun.Value, Small), "<!-- short answer -->", "README.md");

    [Theory]
    [InlineData("reference", "<!-- reference: round trip of 64 B -->")]
    [InlineData("reference-brokers", "<!-- brokers: round trip of 64 B -->")]
    public void The_round_trips_are_those_of_the_reference_runs(string run, string after)
    {
        var table = File.ReadLines(Repository.Path("results", run, "report.md"))
            .SkipWhile(line => line != "## Round trip").SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).ToList();

        Holds([.. table.Take(2), .. table.Where(line => line.Contains("|    64 B |", StringComparison.Ordinal))], after, "docs", "choosing.md");
    }

    [Fact]
    public void The_guide_chooses_by_the_reference_run()
    {
        var answers = Answer.Of(ReferenceRun.Value);

        Holds(ChoosingTables.Choices(answers[0]), "<!-- choices: smallest -->", "docs", "choosing.md");
        Holds(ChoosingTables.Choices(answers[^1]), "<!-- choices: largest -->", "docs", "choosing.md");
    }

    [Fact]
    public void What_wakes_is_that_of_the_reference_run() =>
        Holds(ChoosingTables.AwakeAndWoken(ReferenceRun.Value, Small), "<!-- awake and woken -->", "docs", "choosing.md");

    [Fact]
    public void REST_gRPC_and_MQTT_are_those_of_the_reference_run() =>
        Holds(ChoosingTables.SideBySide(ReferenceRun.Value), "<!-- side by side -->", "docs", "choosing.md");

    [Fact]
    public void The_needs_are_those_of_the_catalogue() => Holds(ChoosingTables.Needs(AllTraits), "<!-- needs -->", "docs", "choosing.md");

    [Fact]
    public void The_guarantees_are_those_of_the_catalogue() => Holds(TransportTable.Of(AllTraits), "<!-- list -->", "docs", "guarantees.md");

    [Fact]
    public void The_claims_are_ruled_on_by_the_reference_runs() =>
        Holds(
            ClaimsText.Table([ReferenceRun.Value, Reference("reference-scale-up"), Reference("reference-scale-out"), .. Networks]),
            "<!-- claims -->",
            "docs",
            "claims.md");

    [Fact]
    public void What_networks_cost_is_that_of_the_reference_run()
    {
        string[] page = ["docs", "networks.md"];

        Holds(Rows(run => Lines(PlaceText.Table(run, PlaceDimension.Network)), ""), "<!-- networks -->", page);
        Holds(
            Rows(run => [.. PlaceText.Sentences(run, PlaceDimension.Network).Select(sentence => $"- {sentence}")], ""),
            "<!-- networks: sentences -->",
            page);
        Holds(Rows(run => Lines(NetworkCalibration.Table(run)), " --thorough"), "<!-- networks: native tools -->", page);
    }

    [Fact]
    public void The_native_tools_are_those_of_the_reference_run() =>
        Holds(CalibrationText.Table(ReferenceRun.Value.Calibration), "<!-- calibration -->", "docs", "calibration.md");

    [Fact]
    public void What_is_written_for_the_transports_is_counted_in_their_code() =>
        Holds(CodeText.Of(AllTraits.Select(traits => traits.Name)), "<!-- code -->", "docs", "claims.md");

    [Fact]
    public void The_command_line_is_documented_by_its_help() => Holds(HelpPages.Lines(), "<!-- help -->", "docs", "cli.md");

    // Of the suite of networks, where one is committed.
    private static IReadOnlyList<RunResults> Networks =>
        Directory.Exists(Repository.Path("results", "reference-networks")) ? [Reference("reference-networks")] : [];

    private static IReadOnlyList<string> Rows(Func<RunResults, IReadOnlyList<string>> of, string options) => Networks is [var run]
        ? of(run)
        : [$"No reference run of this suite is committed: `run --suite networks{options}` measures one."];

    internal static string[] Lines(MarkdownTable table) => table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static RunResults Reference(string folder) => ResultsFile.Read(Repository.Path("results", folder));

    private static void Holds(MarkdownTable table, string after, params string[] path) =>
        Holds(Lines(table), after, path);

    internal static void Holds(IReadOnlyList<string> rows, string after, params string[] path)
    {
        var document = Repository.Path(path);
        var lines = File.ReadAllText(document).Split('\n').ToList();
        var begin = lines.IndexOf(after) + 1;
        var end = lines.IndexOf(End, begin);
        Assert.True(begin > 0 && end > 0, $"{document} has no {after}.");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(document, string.Join('\n', [.. lines[..begin], .. rows, .. lines[end..]]));
        else
            Assert.Equal(rows, lines[begin..end]);
    }
}
