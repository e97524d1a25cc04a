using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InterContainer.Bench.Report;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Runner;

/// <summary>References of version 0.1 are of schema 1: what they held is what is read, and the figures follow from their rounds.</summary>
public class SchemaOneTests
{
    public static TheoryData<string> References { get; } = ["reference", "reference-scale-up", "reference-scale-out"];

    [Theory]
    [MemberData(nameof(References))]
    public void Figures_are_functions_of_what_the_rounds_held(string name)
    {
        foreach (var (old, cell) in Cells(name))
        {
            var rounds = old["rounds"]!.AsArray();
            Assert.Equal(rounds.Count, cell.Rounds.Count);
            Assert.Equal(rounds.Select(round => (long?)round!["p50"]), cell.Rounds.Select(round => round.P50));
            Is(GeometricMean(rounds, "messagesPerSecond"), cell.Throughput?.MessagesPerSecond);
            Is(GeometricMean(rounds, "messagesPerSecond") * cell.PayloadBytes, cell.Throughput?.BytesPerSecond);
            Is(GeometricMean(rounds, "p50"), cell.LatencyNs?.P50);
            if (cell.LatencyNs?.P99 is { } p99)
                Is(GeometricMean(rounds, "p99"), p99);
            if (cell.LatencyNs?.P999 is { } p999)
                Is(GeometricMean(rounds, "p999"), p999);
        }
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Messages_are_counted_by_round_and_too_few_give_no_tail(string name)
    {
        foreach (var (old, cell) in Cells(name))
        {
            var messages = old["windows"]!.AsArray()
                .GroupBy(window => (int)window!["round"]!)
                .Select(round => round.Sum(window => (long)window!["messages"]!))
                .ToList();
            if (messages.Count > 0)
                Assert.Equal(messages.Min(), cell.Rounds.Min(round => round.Messages));
            Assert.Equal(old["windows"]!.AsArray().Count, cell.Rounds.Sum(round => round.Windows.Count));
            if (cell.LatencyNs is { } latency)
                Assert.Equal((messages.Min() >= 300, messages.Min() >= 3_000), (latency.P99 is not null, latency.P999 is not null));
        }
    }

    [Theory]
    [MemberData(nameof(References))]
    public void What_rounds_did_not_hold_is_that_of_all_messages(string name)
    {
        foreach (var (old, cell) in Cells(name).Where(cell => cell.Cell.LatencyNs is not null))
        {
            var pooled = old["latencyNs"]!;
            Assert.Equal(((long)pooled["count"]!, (long)pooled["min"]!, (long)pooled["max"]!), (cell.LatencyNs!.Count, cell.LatencyNs.Min, cell.LatencyNs.Max));
            // They may lie on the other side of what the rounds say: of shared-memory, the 90th percentile of all messages was below the mean median of the
            // rounds.
            Assert.Equal((null, null), (cell.LatencyNs.Mean, cell.LatencyNs.P90));
            Assert.Equal((long)pooled["count"]!, CellFigures.PooledLatency(cell)!.TotalCount);
            Is((double?)old["oneWayNs"]?["p50"], cell.OneWayRequestNs?.P50);
            Assert.Equal((long)old["insideNs"]!, cell.WarmUpNs + cell.MeasuredNs);
        }
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Flags_have_codes_and_stand_in_as_many_rounds_as_before(string name)
    {
        foreach (var (old, cell) in Cells(name))
        {
            Assert.DoesNotContain(cell.Flags, flag => flag.Code == FlagCodes.Other);
            var before = old["flags"]!.AsArray().Select(flag => ((string)flag!).Split(':')[0]).Distinct().Count();
            Assert.Equal(before + (RoundModes.Flag(cell.Scenario, cell.Rounds) is null ? 0 : 1), cell.Flags.Count);
            Assert.Equal(old["rounds"]!.AsArray().Sum(round => round!["flags"]!.AsArray().Count), cell.Rounds.Sum(round => round.Flags.Count));
        }
    }

    [Theory]
    [MemberData(nameof(References))]
    public void Written_again_it_is_schema_2_and_says_the_same(string name)
    {
        var run = ResultsFile.Read(Repository.Path("tests", "Fixtures", "schema-1", name));

        var json = JsonSerializer.Serialize(run, ProtocolJson.Options);
        var again = ResultsFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)), "again");

        Assert.StartsWith("{\"schema\":2,", json, StringComparison.Ordinal);
        Assert.DoesNotContain("insideNs", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(again, ProtocolJson.Options));
        Assert.Equal(MarkdownReport.Of(run, []), MarkdownReport.Of(again, []));
    }

    [Theory]
    [InlineData("did not become steady within the warm-up: measure longer (--thorough) or on a quieter machine", FlagCodes.WarmUpNotConverged, null)]
    [InlineData(
        "warm-up did not converge (a trend is left): measure longer (--thorough) or on a quieter machine",
        FlagCodes.WarmUpNotConverged,
        "a trend is left")]
    [InlineData("kept changing while it was measured: measure longer (--thorough) or on a quieter machine", FlagCodes.NotStationary, null)]
    [InlineData(
        "two kinds of latency: humps below and above 34.1 µs, so the median is that of one of them; look at the distribution",
        FlagCodes.Bimodal,
        "humps below and above 34.1 µs")]
    [InlineData("one-way delay was not measured: the ends' clocks are not one", FlagCodes.ClocksDiffer, null)]
    [InlineData("saturated: fewer than 99 %", FlagCodes.Saturated, null)]
    [InlineData("the hypervisor gave more than 5 % of the processors' time to others: measure on a quieter machine", FlagCodes.Steal, null)]
    [InlineData("other programs used more than 10 % of the processors' time: measure on a quieter machine", FlagCodes.OtherLoad, null)]
    [InlineData("something that a person wrote", FlagCodes.Other, "something that a person wrote")]
    public void A_text_of_schema_1_is_a_code_and_what_was_seen(string text, string code, string? detail)
    {
        var file = JsonNode.Parse(File.ReadAllText(Repository.Path("tests", "Fixtures", "schema-1", "reference-scale-up", "results.json")))!;
        file["results"]![0]!["flags"] = new JsonArray(text);

        var run = ResultsFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(file.ToJsonString())), "file");

        Assert.Equal([new Flag(code, detail)], run.Results[0].Flags);
        Assert.Contains(detail ?? run.Results[0].Flags[0].Title, run.Results[0].Flags[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rounds", "[null]")]
    [InlineData("windows", "[null]")]
    [InlineData("windows", """[{"messages":9223372036854775807,"elapsedNs":1,"round":1},{"messages":9223372036854775807,"elapsedNs":1,"round":1}]""")]
    [InlineData("windows", """[{"messages":1,"elapsedNs":0,"round":1}]""")]
    [InlineData("insideNs", "-5")]
    [InlineData("latencyNs", """{"count":1,"min":1,"mean":1,"p50":1,"p90":1,"p99":1,"p999":1,"max":1,"histogram":"no base64!"}""")]
    public void A_cell_that_cannot_be_keeps_its_place_without_figures(string field, string nonsense)
    {
        var file = JsonNode.Parse(File.ReadAllText(Repository.Path("tests", "Fixtures", "schema-1", "reference-scale-up", "results.json")))!;
        file["results"]![0]![field] = JsonNode.Parse(nonsense);

        var cell = ResultsFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(file.ToJsonString())), "file").Results[0];

        Assert.Equal((Status.Invalid, null, null), (cell.Status, cell.LatencyNs, cell.Pooled));
        Assert.Contains("holds what cannot be", cell.Reason, StringComparison.Ordinal);
    }

    private static IEnumerable<(JsonNode Old, CellResult Cell)> Cells(string name)
    {
        var old = JsonNode.Parse(File.ReadAllText(Repository.Path("tests", "Fixtures", "schema-1", name, "results.json")))!["results"]!.AsArray();
        var run = ResultsFile.Read(Repository.Path("tests", "Fixtures", "schema-1", name));
        Assert.Equal(old.Count, run.Results.Count);
        return old.Zip(run.Results, (one, cell) => (one!, cell));
    }

    private static double? GeometricMean(JsonArray rounds, string figure)
    {
        var values = rounds.Select(round => (double?)round![figure]).OfType<double>().ToList();
        return values.Count == 0 ? null : Math.Exp(values.Average(Math.Log));
    }

    private static void Is(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } value)
            Assert.Equal(value, actual!.Value, 1e-9 * value);
    }
}
