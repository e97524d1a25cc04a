using System.Text.Json;
using System.Text.Json.Nodes;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.Bench;

namespace InterContainer.Tests.Runner;

/// <summary><c>docs/results.schema.json</c> is what is written; <c>UPDATE_DOCS=1</c> writes it again.</summary>
public class JsonSchemaTests
{
    [Fact]
    public void The_schema_is_that_of_the_types()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(ResultsSchema.Place, ResultsSchema.OfTypes());

        Assert.Equal(ResultsSchema.OfTypes(), File.ReadAllText(ResultsSchema.Place));
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("reference-scale-up")]
    [InlineData("reference-scale-out")]
    public void A_run_that_is_written_holds_to_it(string reference) =>
        Assert.Empty(ResultsSchema.Errors(Written(ResultsFile.Read(Repository.Path("results", reference)))));

    [Fact]
    public void A_merged_run_holds_to_it() =>
        Assert.Empty(ResultsSchema.Errors(Written(MergedResults.Of("m", "merge", [MergedRuns.Of("a", 1, 1), MergedRuns.Of("b", 2, 1)]))));

    [Theory]
    [InlineData("transport", "#")]
    [InlineData("scenario", "round trip")]
    [InlineData("status", 1)]
    [InlineData("payloadBytes", "64")]
    public void What_breaks_it_is_found(string member, object value)
    {
        var run = JsonNode.Parse(Written(MergedRuns.Of("a", 1, 1)))!;
        var cell = run["results"]![0]!.AsObject();
        if (value is "#")
            cell.Remove(member);
        else
            cell[member] = JsonSerializer.SerializeToNode(value);

        Assert.NotEmpty(ResultsSchema.Errors(run.ToJsonString()));
    }

    private static string Written(RunResults run) => JsonSerializer.Serialize(run, ProtocolJson.Options);
}
