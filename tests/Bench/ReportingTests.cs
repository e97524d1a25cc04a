using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

public class ReportingTests
{
    [Fact]
    public void A_table_is_aligned_and_its_texts_are_harmless()
    {
        var table = new MarkdownTable("name", ">p50").Add("a|b<i>", "1 ms").Add("tcp", "31.2 µs");

        Assert.Equal(
            [
                @"| name       |     p50 |",
                @"| ---------- | ------: |",
                @"| a\|b&lt;i> |    1 ms |",
                @"| tcp        | 31.2 µs |",
            ],
            table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(31_249, "31.2 µs")]
    [InlineData(999.6, "1 µs")]
    [InlineData(1_050_000, "1.05 ms")]
    [InlineData(50, "50 ns")]
    [InlineData(3.6e12, "3600 s")]
    public void A_duration_has_three_digits_and_a_unit(double ns, string text) => Assert.Equal(text, Figures.Duration(ns));

    [Fact]
    public void Rows_that_differ_in_durability_are_named()
    {
        var difference = DurabilityText.Difference([Cell("tcp", Durability.None), Cell("uds", Durability.None), Cell("postgres-poll", Durability.Disk)]);

        Assert.Contains("disk: postgres-poll; none: tcp, uds", difference, StringComparison.Ordinal);
        Assert.Null(DurabilityText.Difference([Cell("tcp", Durability.None), Cell("uds", Durability.None)]));
    }

    [Fact]
    public void A_percentile_is_given_where_each_round_has_messages_enough_and_else_the_row_says_how_many_it_takes()
    {
        var (one, few, enough) = (Of("one", 100_000, 299), Of("few", 300, 2_999), Of("enough", 3_000, 3_000));

        Assert.Equal(
            [
                "p99 needs 300 messages a round, and is not given of one round-trip 64 B (the fewest: 299).",
                "p99.9 needs 3,000 messages a round, and is not given of few round-trip 64 B (the fewest: 300).",
            ],
            TailText.Of(Runs.Of(one, few, enough)));
        Assert.Empty(TailText.Of(Runs.Of(enough)));
        Assert.Equal((null, null), (one.LatencyNs!.P99, one.LatencyNs.P999));
        Assert.Equal((2000, null), (few.LatencyNs!.P99, few.LatencyNs.P999));
        Assert.Equal((2000, 2000), (enough.LatencyNs!.P99, enough.LatencyNs.P999));
        Assert.Equal("p99 needs 300 messages a round; the fewest was 299", TailText.Need(one, Tail.P99));
        Assert.Equal("p99 needs 300 messages a round, p99.9 3,000; the fewest was 299", TailText.Need(one, Tail.P999));
        Assert.Equal((null, "p99.9 needs 3,000 messages a round; the fewest was 300"), (TailText.Need(few, Tail.P99), TailText.Need(few, Tail.P999)));
        Assert.Null(TailText.Need(enough, Tail.P999));

        static CellResult Of(string transport, params long[] messages) =>
            Cell(transport, Durability.None).OfRounds([.. messages.Select((count, i) => Runs.Round(i + 1, 1000, 2000, 1, count))]);
    }

    [Fact]
    public void A_row_that_lost_messages_says_so_and_is_read_as_its_word_where_that_counts()
    {
        var cell = Cell("udp", Durability.None) with { Counts = new Counts(1_234_567, 1_218_183, 16_384, 0, 0, 0) };

        Assert.Equal("ok, lost 16,384 of 1,234,567", CellText.Status(cell));
        Assert.Equal("INVALID, lost 16,384 of 1,234,567; because", CellText.Status(cell with { Status = Status.Invalid }, "because"));
        Assert.Equal("ok", CellText.Status(cell with { Counts = new Counts(10, 10, 0, 0, 0, 0) }));
        Assert.Contains("ok, lost 16,384 of 1,234,567", MarkdownReport.Of(Runs.Of(cell), []), StringComparison.Ordinal);
        Assert.Contains("ok, lost 16,384 of 1,234,567", PageExamples.Of(Runs.Of(cell)), StringComparison.Ordinal);
        // The choice of a status offers its word alone.
        Assert.Contains("<option value=\"ok\">ok</option>", PageExamples.Of(Runs.Of(cell)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_polling_suite_takes_every_transport_that_polls_at_four_intervals()
    {
        var polling = Suite.Polling.Transports(Catalogue.BuiltIn);

        Assert.Contains("file-poll:interval=0ms", polling.Select(choice => choice.Text));
        Assert.All(polling.GroupBy(choice => choice.Transport), transport => Assert.Equal(4, transport.Count()));
        Assert.DoesNotContain(polling, choice => choice.Traits.Name == "tcp");
    }

    private static CellResult Cell(string transport, string durability) => new()
    {
        Transport = transport,
        Family = Family.Other,
        Scenario = Scenario.RoundTrip,
        PayloadBytes = 64,
        Isolation = Isolation.Process,
        Status = Status.Ok,
        Settings = new Dictionary<string, string> { [Durability.Setting] = durability },
    };
}
