using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Advising;
using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Bench.Report.Page;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>Cells of silences, as people read them.</summary>
public class WakeTextTests
{
    [Fact]
    public void A_row_has_the_median_and_the_slowest_and_no_p99()
    {
        var run = Runs.Of(
            Runs.Wake("tcp", 10_000, 400_000, 2_000_000), Runs.Wake("tcp", 100, 200_000, 1_000_000), Runs.Wake("mqtt-qos0", 100, 500_000, 3_000_000));

        var table = WakeText.Table(run).ToString();

        var rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(2).ToList();
        Assert.Equal(
            ["| tcp | 64 B | 100 ms | 30 | 200 µs | ", "| tcp | 64 B | 10 s | 30 | 400 µs | ", "| mqtt-qos0 | 64 B | 100 ms | 30 | 500 µs | "],
            rows.Select(row => string.Concat(string.Join(" | ", row.Trim('|').Split('|').Take(5).Select(cell => cell.Trim())).Insert(0, "| "), " | ")));
        Assert.Contains("1 ms", rows[0], StringComparison.Ordinal);
        Assert.DoesNotContain("p99", table, StringComparison.Ordinal);
        var report = MarkdownReport.Of(run, []);
        Assert.Contains("## After a silence", report, StringComparison.Ordinal);
        Assert.DoesNotContain("p99 needs", report, StringComparison.Ordinal);
        Assert.Contains("After a silence", HtmlPage.Of(run, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_of_different_silences_are_different_cells()
    {
        var (short_, long_) = (Runs.Wake("tcp", 100, 200_000, 1_000_000), Runs.Wake("tcp", 1000, 200_000, 1_000_000));

        Assert.NotEqual(short_.Key, long_.Key);
        Assert.Equal("tcp wake 64 B after 100 ms", CellText.Name(short_));
        Assert.Equal("tcp-wake-64-after1000ms", PercentileFile.NameOf(long_));
        Assert.False(short_.IsPlain);
        var lines = ResultsCsv.Of(Runs.Of(short_)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("100", lines[1].Split(',')[lines[0].Split(',').IndexOf("silence_ms")]);
    }

    [Fact]
    public void The_chart_has_a_row_a_transport_and_says_what_failed()
    {
        var run = Runs.Of(
            Runs.Wake("tcp", 100, 200_000, 1_000_000),
            Runs.Wake("tcp", 1000, 300_000, 1_000_000),
            Runs.Wake("uds", 100, 200_000, 1_000_000) with { Status = Status.Failed, Reason = "gone" });

        var chart = Assert.Single(ChartSet.Draw(run));

        Assert.Equal("wake-64", chart.Name);
        var svg = ChartFont.SvgOf(chart.Plot, ChartLayout.Width, chart.Height);
        Assert.All(["tcp", "uds", "FAILED", "p50 after 100 ms", "p50 after 1 s"], text => Assert.Contains(text, svg, StringComparison.Ordinal));
        Assert.Null(WakeChart.Draw(Runs.Of(Runs.RoundTrip("tcp", 64, 1000, 2000, 1000)), Theme.Light, 64));
    }

    [Fact]
    public void Advice_shows_the_median_after_a_second_where_it_was_measured()
    {
        var run = Runs.Of(
            Runs.RoundTrip("tcp", 64, 1000, 2000, 1000),
            Runs.Wake("tcp", 1000, 321_000, 900_000),
            Runs.Wake("tcp", 100, 99_000, 900_000),
            Runs.RoundTrip("uds", 64, 1000, 2000, 1000));
        var (asked, without) = (new Requirements(), Runs.Of(Runs.RoundTrip("tcp", 64, 1000, 2000, 1000)));

        var text = AdviceText.Of(Advisor.Advise(run, asked), run, "here");

        Assert.Contains("| p50 after 1 s |", text.Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("321 µs", text, StringComparison.Ordinal);
        Assert.DoesNotContain("99 µs", text, StringComparison.Ordinal);
        Assert.Contains("\"afterSilenceP50Ns\": 321000", AdviceJson.Of(Advisor.Advise(run, asked), run, "here"), StringComparison.Ordinal);
        Assert.DoesNotContain("after 1 s", AdviceText.Of(Advisor.Advise(without, asked), without, "here"), StringComparison.Ordinal);
    }
}
