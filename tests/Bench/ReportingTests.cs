using InterContainer.Agent.Contract;
using InterContainer.Bench.Reporting;
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
    public void A_percentile_that_is_the_slowest_message_is_named()
    {
        var (one, few, enough) = (Of("one", 99), Of("few", 999), Of("enough", 1000));

        Assert.Equal(
            [
                "Of fewer than 100 messages p99 and p99.9 are the slowest one: one round-trip 64 B (99).",
                "Of fewer than 1,000 messages p99.9 is the slowest one: few round-trip 64 B (999).",
            ],
            TailText.Of(Runs.Of(one, few, enough)));
        Assert.Empty(TailText.Of(Runs.Of(enough)));

        static CellResult Of(string transport, int messages)
        {
            var histogram = LatencyHistogram.Create();
            histogram.RecordValueWithCount(1000, messages);
            return Cell(transport, Durability.None) with { LatencyNs = Distribution.Of(histogram) };
        }
    }

    [Fact]
    public void The_polling_suite_takes_every_transport_that_polls_at_four_intervals()
    {
        var polling = Suite.Polling.Transports(Catalogue.BuiltIn);

        Assert.Contains("file-poll:interval=0ms", polling.Select(choice => choice.Text));
        Assert.All(polling.GroupBy(choice => choice.Transport), transport => Assert.Equal(4, transport.Count()));
        Assert.DoesNotContain(polling, choice => choice.Transport.Traits.Name == "tcp");
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
