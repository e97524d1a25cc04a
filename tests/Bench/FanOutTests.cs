using System.Text.Json;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Advising;
using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

public class FanOutTests
{
    private static readonly RunResults Run = Runs.Of(
        Published("tcp", FanOut.BySends, 1, 100_000, 200_000),
        Published("tcp", FanOut.BySends, 4, 400_000, 800_000),
        Published("mqtt-qos0", FanOut.Native, 1, 150_000, 300_000),
        Published("mqtt-qos0", FanOut.Native, 4, 250_000, 500_000));

    [Fact]
    public void A_row_tells_how_every_subscriber_gets_a_message_and_how_long_the_last_waits()
    {
        var rows = FanOutText.Table(Run).ToString().Split('\n');

        Assert.Contains(rows, row => Cells(row) is ["tcp", "4", "4 sends", "64 B", "100/s", _, "400 µs", "800 µs", ..]);
        Assert.Contains(rows, row => Cells(row) is ["tcp", "1", "1 send", ..]);
        Assert.Contains(rows, row => Cells(row) is ["mqtt-qos0", "4", "native", "64 B", "100/s", _, "250 µs", "500 µs", ..]);
        Assert.Contains("## Fan-out", MarkdownReport.Of(Run, []), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_drawn_against_the_number_of_subscribers() => Assert.Equal(
        ["fan-out-p50-64-100ps", "fan-out-p99-64-100ps"],
        ChartSet.Draw(Run).Select(chart => chart.Name).Where(name => name.StartsWith("fan-out", StringComparison.Ordinal)));

    [Fact]
    public void Advice_has_the_most_subscribers_of_what_it_names()
    {
        var rows = FanOutText.ForAdvice(Curves.WithMostSubscribers(Run, ["tcp"], 64)).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(Cells(rows[^1]) is ["tcp", "4", "4 sends", "100/s", "400 µs", "800 µs", ..], rows[^1]);
        Assert.Equal(3, rows.Length);
        Assert.Empty(Curves.WithMostSubscribers(Run, ["tcp"], 1024));
    }

    [Fact]
    public void Advice_for_tools_has_it_too()
    {
        var run = Runs.Of([Runs.RoundTrip("tcp", 64, 1000, 2000, 1000), .. Run.Results.Where(cell => cell.Transport == "tcp")]);

        var fanOut = JsonDocument.Parse(AdviceJson.Of(Advisor.Advise(run, new Requirements()), run, "here")).RootElement.GetProperty("fanOut");

        var most = Assert.Single(fanOut.EnumerateArray());
        Assert.Equal(
            ("tcp", 4, 800_000),
            (most.GetProperty("transport").GetString(), most.GetProperty("subscribers").GetInt32(), most.GetProperty("toTheLastP99Ns").GetInt64()));
    }

    [Fact]
    public void Cells_of_other_numbers_of_subscribers_are_others()
    {
        Assert.Equal(4, Run.Results.Select(cell => cell.Key).Distinct().Count());
        Assert.Equal(4, Run.Results.Select(PercentileFile.NameOf).Distinct().Count());
        Assert.Equal(4, Run.Results.Select(CellText.Name).Distinct().Count());
        Assert.Equal("tcp fan-out 64 B to all of 4 at 100/s", CellText.Name(Run.Results[1]));
    }

    [Fact]
    public void The_columns_of_other_tools_tell_it_at_the_end()
    {
        var lines = ResultsCsv.Of(Run).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.EndsWith(",subscribers,fan_out,network,volume,container_runtime,placement,via", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",4,4 sends,,,,,", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",1,native,,,,,", lines[3], StringComparison.Ordinal);
    }

    private static string[] Cells(string row) => [.. row.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static CellResult Published(string transport, FanOut way, int subscribers, long p50, long p99)
    {
        var cell = Runs.RoundTrip(transport, 64, p50, p99, 100);
        return cell with
        {
            Scenario = Scenario.FanOut,
            Subscribers = subscribers,
            OfferedRate = 100,
            Guarantees = Guarantees.Of(Catalogue.BuiltIn.Find(transport).Traits) with { FanOut = way },
        };
    }
}
