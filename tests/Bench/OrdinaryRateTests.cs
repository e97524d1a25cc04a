using InterContainer.Bench.Analysis;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Advising;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>Both worlds of a run: back to back, and at the rate that all its loads share.</summary>
public class OrdinaryRateTests
{
    // Back to back "tcp" is faster, at 100 a second "mqtt-qos0" is.
    private static readonly RunResults Run = Runs.Of(
        Runs.RoundTrip("tcp", 64, 20_000, 70_000, 40_000),
        Runs.RoundTrip("mqtt-qos0", 64, 100_000, 300_000, 9000),
        Runs.Woken("tcp", 100, 400_000, 900_000, 450_000, 1_500_000),
        Runs.Woken("mqtt-qos0", 100, 350_000, 800_000, 360_000, 1_400_000));

    [Fact]
    public void It_is_the_least_rate_that_all_loaded_transports_share()
    {
        Assert.Equal(100, OrdinaryRate.Of(Run)!.PerSecond);
        Assert.Equal(200, OrdinaryRate.Of(Runs.Of([.. Rates("tcp", 100, 200, 300), .. Rates("udp", 200, 300)]))!.PerSecond);
        Assert.Null(OrdinaryRate.Of(Runs.Of([.. Rates("tcp", 110), .. Rates("udp", 250)])));
        Assert.Null(OrdinaryRate.Of(Runs.Of(Runs.RoundTrip("tcp", 64, 1000, 2000, 1e6))));
    }

    [Fact]
    public void The_report_has_both_in_one_row()
    {
        var row = MarkdownReport.Of(Run, [])
            .Split('\n')
            .SkipWhile(line => line != "## Round trip")
            .First(line => line.Contains("| tcp ", StringComparison.Ordinal));

        Assert.Contains("p50 at 100/s", MarkdownReport.Of(Run, []), StringComparison.Ordinal);
        Assert.Equal(["1", "tcp", "64 B", "20 µs", "-", "400 µs", "900 µs"], row.Split('|', StringSplitOptions.TrimEntries)[1..8]);
    }

    [Fact]
    public void The_page_ranks_each_by_itself()
    {
        var answer = Assert.Single(Answer.Of(Run));

        Assert.Equal(["tcp", "mqtt-qos0"], answer.Families.Select(ranked => ranked.Cell.Transport));
        Assert.Equal(["mqtt-qos0", "tcp"], answer.AtRate.Select(ranked => ranked.Cell.Transport));
        Assert.Equal([100_000, 20_000], answer.AtRate.Select(ranked => ranked.Other!.LatencyNs!.P50));
        Assert.Equal(
            "mqtt-qos0",
            answer.Choices.Single(choice => choice.Wish.StartsWith("send messages at 100/s and want", StringComparison.Ordinal)).Best!.Transport);
    }

    [Fact]
    public void Advice_without_a_rate_shows_both_and_says_what_each_means()
    {
        var text = AdviceText.Of(Advisor.Advise(Run, new Requirements()), Run, "folder");

        Assert.Contains("p50 at 100/s", text, StringComparison.Ordinal);
        Assert.Matches("\\| tcp +\\|.*\\| +400 µs", text);
        Assert.Contains("finds both ends awake", text, StringComparison.Ordinal);
        Assert.DoesNotContain("p50 at 100/s", AdviceText.Of(Advisor.Advise(Run, new Requirements { Rate = 100 }), Run, "folder"), StringComparison.Ordinal);
    }

    private static CellResult[] Rates(string transport, params double[] rates) =>
        [.. rates.Select(rate => Runs.Woken(transport, rate, 1000, 2000, 1000, 2000))];
}
