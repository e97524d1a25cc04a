using InterContainer.Bench.Analysis;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>The tables of the README and of docs/choosing.md, of runs whose figures are known.</summary>
public sealed class ShortAnswerTests
{
    private static readonly Flag Late = new(FlagCodes.LateSender, "");

    private static readonly RunResults Run = Runs.Of(
        Runs.RoundTrip("http1", 64, 40_000, 150_000, 20_000, cores: 1.9),
        Runs.RoundTrip("tcp", 64, 20_000, 70_000, 40_000),
        Runs.RoundTrip("tcp", 1024, 30_000, 80_000, 30_000),
        Runs.Woken("tcp", 100, 400_000, 900_000, 450_000, 1_500_000) with { Flags = [Late] },
        Runs.Woken("tcp", 1000, 100_000, 200_000, 150_000, 250_000),
        Runs.Woken("http1", 100, 500_000, 950_000, 550_000, 1_500_000) with { Status = Status.Failed, Reason = "It broke." },
        Runs.Cell("tcp", Scenario.Stream, 64, rate: 95_000),
        Runs.Cell("tcp", Scenario.RoundTrip, 64, 1, 1, 1, initiators: 4));

    [Fact]
    public void A_row_has_both_latencies_and_the_rest_of_the_same_size() =>
        // CPU: 1 ns at each end. Service time, not response time.
        Assert.Equal(
            ["tcp", "20 µs", "70 µs", "400 µs", "900 µs", "2 ns", "95k/s", "nothing", "none", "network"],
            Row(ShortAnswer.Table(Run, 64), "tcp"));

    [Fact]
    public void What_was_not_measured_is_a_dash_and_what_failed_says_so()
    {
        Assert.Equal(
            ["http1 (REST)", "40 µs", "150 µs", "FAILED", "-", "2 ns", "-", "nothing", "none", "network"],
            Row(ShortAnswer.Table(Run, 64), "http1 (REST)"));
        Assert.Equal(["grpc", "-", "-", "-", "-", "-", "-", "-", "-", "network"], Row(ShortAnswer.Table(Run, 64), "grpc"));
        Assert.Equal(["tcp", "30 µs", "80 µs", "-", "-", "2 ns", "-", "nothing", "none", "network"], Row(ShortAnswer.Table(Run, 1024), "tcp"));
    }

    [Fact]
    public void Without_loads_the_rate_is_that_of_the_default_suite() =>
        Assert.Equal([">p50 at 100/s", ">p99 at 100/s"], ShortAnswer.Table(Runs.Of(Runs.RoundTrip("tcp", 64, 1000, 2000, 1e6)), 64).Header.Skip(3).Take(2));

    [Fact]
    public void A_flag_marks_the_figures_of_its_cell_and_no_others()
    {
        var flagged = Runs.Of(
            Runs.RoundTrip("tcp", 64, 20_000, 70_000, 40_000),
            Runs.Woken("tcp", 100, 400_000, 900_000, 450_000, 1_500_000) with { Flags = [new Flag(FlagCodes.Saturated)] },
            Runs.Cell("tcp", Scenario.Stream, 64, rate: 95_000) with { Flags = [new Flag(FlagCodes.Bimodal)] });

        Assert.Equal(["tcp", "20 µs", "70 µs", "400 µs †", "900 µs †", "2 ns", "95k/s †"], Row(ShortAnswer.Table(flagged, 64), "tcp")[..7]);
    }

    [Theory]
    [InlineData(false, null, "nothing")]
    [InlineData(true, null, "responder")]
    [InlineData(true, false, "responder")]
    [InlineData(true, true, "responder and service")]
    public void What_messages_outlive_is_named(bool responder, bool? service, string named) =>
        Assert.Equal(named, SurvivesText.Of(new Guarantees(Delivery.ExactlyOnce, true, OverloadBehaviour.BackPressure, responder, service)));

    [Theory]
    [InlineData("tcp", "network")]
    [InlineData("uds", "same host")]
    [InlineData("shared-memory", "same host, tmpfs")]
    [InlineData("postgres-poll", "network, database server")]
    [InlineData("mqtt-qos0", "network, broker")]
    [InlineData("mqtt-uds", "same host, broker")]
    [InlineData("memory", "one process")]
    public void Needs_are_named_as_an_operator_knows_them(string transport, string named) => Assert.Equal(named, NeedsText.OfTransport(transport));

    [Fact]
    public void Awake_and_woken_stand_side_by_side_for_every_rate()
    {
        var table = ChoosingTables.AwakeAndWoken(Run, 64);

        Assert.Equal(["transport", ">p50 back to back", ">p50 at 1k/s", ">p50 at 100/s"], table.Header.Take(4));
        Assert.Equal(["tcp", "20 µs", "100 µs", "400 µs", "70 µs", "200 µs", "900 µs", "1", "1", "1"], Row(table, "tcp"));
        Assert.Equal(["http1", "40 µs", "-", "FAILED", "150 µs", "-", "-", "1.9", "-", "-"], Row(table, "http1"));
    }

    [Fact]
    public void Side_by_side_has_a_row_for_each_size_and_rate()
    {
        var table = ChoosingTables.SideBySide(Run);

        Assert.Equal("40 µs", Row(table, "p50 of 64 B")[1]);
        Assert.Equal("FAILED", Row(table, "p50 of 64 B at 100/s")[1]);
        Assert.Equal("-", Row(table, "p50 of 1 KiB")[1]);
        Assert.Equal(["network", "network", "network", "network", "network, broker", "network, broker", "network, broker"], Row(table, "needs")[1..]);
    }

    [Fact]
    public void The_guide_names_the_best_for_a_wish_and_what_it_needs()
    {
        var table = ChoosingTables.Choices(Answer.Of(Run)[0]);

        var row = Row(table, "want the shortest usual round trip, back to back");
        Assert.Equal(["tcp", "p50 20 µs", "http1 40 µs", "network"], row[1..]);
        Assert.True(ChoosingTables.Choices(null).IsEmpty);
    }

    private static string[] Row(MarkdownTable table, string first) => Assert.Single(table.Rows, row => row[0] == first);
}
