using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InterContainer.Bench.Report.Judging;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using static InterContainer.Tests.Bench.RunExamples;

namespace InterContainer.Tests.Bench;

/// <summary>Whatever stands in a results file, reading it is a run that can be drawn, or one line.</summary>
[Collection(nameof(BenchmarkDotNetAdapter))]
public class ResultsValidatorTests
{
    // The same cases each time, so that what fails is what was changed. Looking for new ones: leave it out, and raise MaxTest.
    private const string Replay = "20261126,1";

    private const string Mark = "here stands nonsense";

    private static readonly string Valid = JsonSerializer.Serialize(
        Run(
            (RoundTrip("tcp", Family.Sockets, 1000, cpuNs: 100) with
            {
                Capture = RunExamples.Captured("GET /\\r\\n", 10, 1),
                Flags = [new Flag(FlagCodes.Bimodal, "humps")],
            }).OfRounds(Round(1, 1000), Round(2, 1100)),
            RoundTrip("uds", Family.Sockets, 2000, 4096),
            Stream("tcp", Family.Sockets, 5000)) with
        {
            Capacities = [new Capacity { Transport = "tcp", PayloadBytes = 64, Initiators = 1, MessagesPerSecond = 1000, FirstUnsustainedRate = 1100 }],
            Calibration =
            [
                new CalibrationRow
                {
                    Tool = "sockperf",
                    Transport = "tcp",
                    Scenario = Scenario.RoundTrip,
                    PayloadBytes = 64,
                    Quantity = Quantity.P50,
                    Suite = [10],
                    Native = [20],
                },
            ],
        },
        ProtocolJson.Options);

    private static readonly string[] Nonsense =
    [
        "null", "-1", "0", "1", "1e300", "1e999", "-9223372036854775808", "9223372036854775807", "99999999999999999999",
        "\"NaN\"", "NaN", "\"\"", "\"<script>alert(1)</script>\"", "\"\\u0000\\ud800\"", "[]", "[null]", "{}",
        "\"HISTFAAAABTxYhe3U\"", "\"failed\"", "\"load\"", "true", "2.5", "\"2026-01-01\"",
    ];

    [Fact]
    public void A_sound_file_is_read_as_it_was_written() =>
        Assert.Equal(Valid, JsonSerializer.Serialize(Read(Valid), ProtocolJson.Options));

    [Fact]
    public void The_reference_is_sound() =>
        Assert.DoesNotContain(
            ResultsFile.Read(PageExamples.ReferencePath()).Results,
            cell => cell.Reason?.StartsWith("The results file holds", StringComparison.Ordinal) == true);

    [Theory]
    [InlineData("empty", "")]
    [InlineData("empty", " \n")]
    [InlineData("holds nothing", "null")]
    [InlineData("schema 99", """{"schema":99,"run":{"brand":"new"},"results":[{"scenario":"teleport"}]}""")]
    [InlineData("run", """{"schema":1}""")]
    [InlineData("cannot be read", """{"schema":1,"run":""")]
    [InlineData("cannot be read", "[1]")]
    [InlineData("cannot be read", "<html>")]
    public void What_is_no_run_is_one_line_that_says_why(string why, string json)
    {
        var message = Assert.Throws<ResultsException>(() => Read(json)).Message;

        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.StartsWith("the/file", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("latencyNs", "p50", "-3", "percentiles of latencyNs")]
    [InlineData("latencyNs", "p99", "1", "percentiles of latencyNs")]
    [InlineData("latencyNs", "p50", "1001", "latencyNs is not that of its rounds")]
    [InlineData("latencyNs", "p99", "null", "latencyNs is not that of its rounds")]
    [InlineData("oneWayRequestNs", "mean", "500", "oneWayRequestNs is not that of its rounds")]
    [InlineData("throughput", "bytesPerSecond", "5", "throughput is not that of its rounds")]
    [InlineData("rounds.1.latencyNs", "p50", "-3", "percentiles of rounds[1].latencyNs")]
    [InlineData("rounds.1.latencyNs", "histogram", "\"no base64!\"", "rounds[1].latencyNs.histogram cannot be decoded")]
    [InlineData("rounds.1.oneWayReplyNs", "count", "99", "another number of values")]
    [InlineData("rounds.0.throughput", "messagesPerSecond", "-1", "rounds[0].throughput.messagesPerSecond is -1")]
    [InlineData("rounds.0.windows.0", "messages", "0", "rounds[0] has a window without messages or time")]
    [InlineData("rounds.0.probe", "spinNs", "-1", "rounds[0].probe.spinNs is -1")]
    [InlineData("rounds.0.agents.responder", "compileNs", "-1", "rounds[0].agents.responder.compileNs is -1")]
    [InlineData("rounds", "0", "null", "rounds[0] is null")]
    [InlineData("counts", "lost", "-5", "counts.lost is -5")]
    [InlineData("throughput", "messagesPerSecond", "1e999", "throughput.messagesPerSecond")]
    public void A_cell_that_cannot_be_keeps_its_place_without_figures(string part, string field, string nonsense, string why)
    {
        var file = JsonNode.Parse(Valid)!;
        var node = part.Split('.')
            .Aggregate(file["results"]![0]!, (node, name) => node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : node[name]!);
        if (node is JsonArray list)
            list[int.Parse(field, CultureInfo.InvariantCulture)] = Mark;
        else
            node[field] = Mark;

        var run = Read(file.ToJsonString().Replace($"\"{Mark}\"", nonsense, StringComparison.Ordinal));

        Assert.Equal(3, run.Results.Count);
        Assert.Equal((Status.Invalid, null, null), (run.Results[0].Status, run.Results[0].LatencyNs, run.Results[0].Throughput));
        Assert.Contains(why, run.Results[0].Reason, StringComparison.Ordinal);
        Assert.Contains("Its figures were left out", PageExamples.Of(run), StringComparison.Ordinal);
    }

    // A value of 0 is read as one that a logarithmic axis cannot show.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1001)]
    public void A_histogram_of_other_values_takes_the_figures_with_it(long ns)
    {
        var histogram = LatencyHistogram.Create();
        histogram.RecordValueWithCount(ns, Runs.Many);
        var file = JsonNode.Parse(Valid)!;
        file["results"]![0]!["rounds"]![0]!["latencyNs"]!["histogram"] = LatencyHistogram.Encode(histogram).ToString();

        var run = Read(file.ToJsonString());

        Assert.Contains("rounds[0].latencyNs.histogram holds other values than the percentiles say", run.Results[0].Reason, StringComparison.Ordinal);
        Assert.Contains("Its figures were left out", PageExamples.Of(run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes", "-1")]
    [InlineData("framingBytes", "-5")]
    [InlineData("printablePart", "1.5")]
    public void A_capture_that_cannot_be_is_none_and_takes_nothing_from_its_cell(string field, string nonsense)
    {
        var file = JsonNode.Parse(Valid)!;
        file["results"]![0]!["capture"]!["request"]![field] = Mark;

        var cell = Read(file.ToJsonString().Replace($"\"{Mark}\"", nonsense, StringComparison.Ordinal)).Results[0];

        Assert.Equal((Status.Ok, null), (cell.Status, cell.Capture!.Request));
        Assert.Contains("cannot be", cell.Capture.Reason, StringComparison.Ordinal);
    }

    [Property(MaxTest = 1000, Replay = Replay)]
    public Property A_value_replaced_by_nonsense_is_one_line_or_a_page() => Prop.ForAll(
        Gen.Choose(0, 10_000).ToArbitrary(), Gen.Elements(Nonsense).ToArbitrary(), (place, nonsense) => IsOneLineOrAPage(Replaced(place, nonsense)));

    [Property(MaxTest = 100, Replay = Replay)]
    public Property A_truncated_file_is_one_line() => Prop.ForAll(
        Gen.Choose(0, Valid.Length - 1).ToArbitrary(),
        length => Assert.DoesNotContain('\n', Assert.Throws<ResultsException>(() => Read(Valid[..length])).Message));

    [Property(MaxTest = 1000, Replay = Replay)]
    public Property A_changed_character_is_one_line_or_a_page() => Prop.ForAll(
        Gen.Choose(0, Valid.Length - 1).ToArbitrary(), Gen.Choose(32, 126).ToArbitrary(),
        (at, letter) => IsOneLineOrAPage($"{Valid[..at]}{(char)letter}{Valid[(at + 1)..]}"));

    private static void IsOneLineOrAPage(string json)
    {
        RunResults run;
        try
        {
            run = Read(json);
        }
        catch (ResultsException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return;
        }

        Assert.Equal(2, PageExamples.Of(run).Split("<script>").Length);
        if (!run.Results.Any(Selection.IsJudged))
            return;
        using var folder = new TemporaryFolder();
        new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse([])).Judged(run, folder.Path);
    }

    // Every value of the file has a number.
    private static string Replaced(int place, string nonsense)
    {
        var file = JsonNode.Parse(Valid)!;
        var values = Values(file).ToList();
        values[place % values.Count].ReplaceWith(Mark);
        return file.ToJsonString().Replace($"\"{Mark}\"", nonsense, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Values(JsonNode node) => node switch
    {
        JsonObject part => part.Select(pair => pair.Value).OfType<JsonNode>().SelectMany(child => Values(child).Append(child)),
        JsonArray list => list.OfType<JsonNode>().SelectMany(child => Values(child).Append(child)),
        _ => [],
    };

    // With all that a round may hold.
    private static RoundResult Round(int number, long ns) => new()
    {
        Round = number,
        LatencyNs = Latency(ns),
        OneWayRequestNs = Latency(ns / 2),
        OneWayReplyNs = Latency(ns / 2),
        Throughput = new Throughput(1e9 / ns, 64e9 / ns),
        Windows = [new Window(100, 100 * ns)],
        Flags = [new Flag(FlagCodes.Bimodal, "humps")],
        Probe = new MachineProbe(1000, 50, 2000),
        Agents = new RoleRuntimes(new RuntimeActivity(3, 1000, 1, 500, 64), new RuntimeActivity(0, 0, 0, 0, null)),
        WarmUpNs = 1_000_000,
        MeasuredNs = 100 * ns,
    };

    private static RunResults Read(string json) => ResultsFile.Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)), "the/file");

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("bench-judge-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
