using InterContainer.Bench.Analysis;
using InterContainer.Bench.Analysis.Claims;
using InterContainer.Bench.Analysis.Comparing;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Bench.Report.Page;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using Finding = InterContainer.Bench.Analysis.Claims.Finding;

namespace InterContainer.Tests.Bench;

/// <summary>Cells of other networks compared with those of the bridge.</summary>
public class PlaceTextTests
{
    [Fact]
    public void A_row_has_the_ratio_to_the_bridge_its_interval_and_the_difference()
    {
        var rows = Rows(PlaceText.Table(Run(), PlaceDimension.Network));

        Assert.Equal(["tcp", "bridge", "round-trip", "64 B", "20 µs", "1k/s", "-", "-", "-"], rows[0].Take(9));
        Assert.Equal(["tcp", "host", "round-trip", "64 B", "10 µs", "1k/s", "0.5×"], rows[1].Take(7));
        Assert.Equal("−10 µs", rows[1][8]);
        Assert.Equal(["tcp", "published"], rows[2].Take(2));
        Assert.Equal(("2×", "+20 µs"), (rows[2][6], rows[2][8]));
        // The rounds differ by a hundredth, so the interval is narrow, and holds the ratio.
        var bounds = rows[2][7].Split(" to ").Select(bound => double.Parse(bound, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.True(bounds[0] is > 1.8 and <= 2 && bounds[1] is >= 2 and < 2.2, rows[2][7]);
        Assert.Equal("skipped", rows[3][^1]);
    }

    [Fact]
    public void A_run_of_one_place_has_no_table_no_sentence_and_no_chart()
    {
        var run = Runs.Of(Of("tcp", null, 20_000), Of("uds", null, 7_000));

        Assert.True(PlaceText.Table(run, PlaceDimension.Network).IsEmpty);
        Assert.Empty(PlaceText.Sentences(run, PlaceDimension.Network));
        Assert.Null(PlaceChart.Draw(run, Theme.Light, 64, PlaceDimension.Network));
    }

    [Fact]
    public void A_sentence_says_what_a_place_costs_and_spares_and_what_the_noise_hides()
    {
        var run = Runs.Of(
            Of("tcp", null, 20_000), Of("http1", null, 50_000), Of("udp", null, 20_000),
            Of("tcp", "published", 42_000), Of("http1", "published", 25_000), Of("udp", "published", 20_100));

        var sentence = Assert.Single(PlaceText.Sentences(run, PlaceDimension.Network));

        Assert.StartsWith("published costs tcp 2.1× (", sentence, StringComparison.Ordinal);
        Assert.Contains(" here; it takes http1 0.5× (", sentence, StringComparison.Ordinal);
        Assert.Contains("does not differ from bridge for udp by more than the noise", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void One_round_has_no_noise_to_tell_a_cost_by()
    {
        var run = Runs.Of(
            Runs.RoundTrip("tcp", 64, 20_000, 30_000, 1000),
            Runs.RoundTrip("tcp", 64, 40_000, 50_000, 1000) with { Conditions = new Conditions { Network = "host" } });

        Assert.StartsWith(
            "host differs by tcp 2× in one round", Assert.Single(PlaceText.Sentences(run, PlaceDimension.Network)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_failed_costs_nothing_and_is_a_row_that_says_so()
    {
        var run = Run();
        run = run with
        {
            Results = [.. run.Results.Select(cell => cell.Conditions.Network == "host" ? cell with { Status = Status.Failed, Reason = "gone" } : cell)],
        };

        Assert.Equal(("-", "FAILED"), (Rows(PlaceText.Table(run, PlaceDimension.Network))[1][6], Rows(PlaceText.Table(run, PlaceDimension.Network))[1][^1]));
        Assert.DoesNotContain(PlaceText.Sentences(run, PlaceDimension.Network), sentence => sentence.StartsWith("host", StringComparison.Ordinal));
    }

    [Fact]
    public void The_chart_has_a_row_a_transport_and_network_and_says_what_was_skipped()
    {
        var chart = Assert.Single(ChartSet.Draw(Run()), chart => chart.Name == "network-cost-64");

        var svg = ChartFont.SvgOf(chart.Plot, ChartLayout.Width, chart.Height);

        Assert.All(["tcp, host", "tcp, published", "tcp, ipvlan", "skipped", "0.5×"], text => Assert.Contains(text, svg, StringComparison.Ordinal));
        Assert.DoesNotContain("tcp, bridge", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_and_page_answer_and_let_readers_choose_a_network()
    {
        var (report, page) = (MarkdownReport.Of(Run(), []), HtmlPage.Of(Run(), []));

        Assert.Contains("## Networks", report, StringComparison.Ordinal);
        Assert.Contains("published costs tcp 2×", report.Split("## Round trip")[0], StringComparison.Ordinal);
        Assert.Contains("published costs tcp 2", page.Split("id=\"charts\"")[0], StringComparison.Ordinal);
        Assert.Contains("<option value=\"published\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("container runtime</th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_distinguishes_cells_in_every_name()
    {
        var cell = Of("tcp", "shared-bridge:containers=50", 20_000);

        Assert.False(cell.IsPlain);
        Assert.NotEqual(Of("tcp", null, 20_000).Key, cell.Key);
        Assert.Equal("tcp round-trip 64 B over shared-bridge:containers=50", CellText.Name(cell));
        Assert.Equal("tcp-round-trip-64-shared-bridge-containers=50", PercentileFile.NameOf(cell));
        var lines = ResultsCsv.Of(Runs.Of(cell)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("shared-bridge:containers=50", lines[1].Split(',')[lines[0].Split(',').IndexOf("network")]);
        Assert.Equal(
            " over pod on volume tmpfs under runsc on 0.5 cpus",
            CellText.Conditions(new Conditions { Network = "pod", Volume = "tmpfs", Runtime = "runsc", Cpus = 0.5 }));
    }

    [Fact]
    public void Runs_are_compared_network_by_network()
    {
        var (first, second) = (Runs.Of(Of("tcp", null, 20_000), Of("tcp", "host", 10_000)), Runs.Of(Of("tcp", "host", 20_000)));

        var comparison = new RunComparison(first, second);

        Assert.Equal("host", Assert.Single(comparison.Pairs).First.Conditions.Network);
        Assert.Equal("tcp", Assert.Single(comparison.Alone).Transport);
    }

    [Fact]
    public void Of_a_pod_with_a_choice_of_families_the_fastest_is_told_first()
    {
        var run = Runs.Of(
            Of("tcp", "pod", 12_000),
            Of("file-poll", "pod", 900_000) with { Family = InterContainer.Transports.Family.Filesystem },
            Of("mqtt-qos0", "pod", 90_000));

        Assert.Equal(
            "In pod, by median round trip of 64 B: tcp 12 µs, mqtt-qos0 90 µs, file-poll 900 µs.",
            Assert.Single(PlaceText.Sentences(run, PlaceDimension.Network)));
    }

    [Theory]
    [InlineData(20_000, 10_000, Ruling.Supported)]
    [InlineData(20_000, 20_100, Ruling.Refuted)]
    public void The_host_is_faster_where_every_transport_is(long bridge, long host, Ruling ruling) => Assert.Equal(
        ruling, Rule("the host's network is faster than a bridge", Of("tcp", null, bridge), Of("tcp", "host", host)).Ruling);

    [Fact]
    public void Isolation_and_exported_ports_are_ruled_on_by_what_got_through()
    {
        CellResult[] cells = [Of("tcp", null, 20_000), Of("tcp", "host", 10_000), Of("tcp", "published", 40_000)];

        var isolated = Rule("containers are isolated, yet communicate through well-defined channels", cells);
        var exported = Rule("containers can export ports", cells);

        Assert.Equal((Ruling.Supported, Ruling.Supported), (isolated.Ruling, exported.Ruling));
        Assert.Contains("tcp 2× (", isolated.Because, StringComparison.Ordinal);
        Assert.Contains("tcp 2× (", exported.Because, StringComparison.Ordinal);
        Assert.Equal(Ruling.NotMeasured, Rule("containers can export ports", cells[..2]).Ruling);
    }

    [Theory]
    [InlineData(1.5, "yes")]
    [InlineData(4, "no")]
    public void A_networks_cost_by_ours_is_set_beside_that_by_a_tool(double ours, string agrees)
    {
        double[] bridge = [20_000, 20_200, 19_800];
        CalibrationRow Row(string? network, double suite, double native) => new()
        {
            Tool = "sockperf",
            Transport = "tcp",
            Scenario = Scenario.RoundTrip,
            PayloadBytes = 64,
            Quantity = Quantity.P50,
            Network = network,
            Suite = [.. bridge.Select(value => value * suite)],
            Native = [.. bridge.Select(value => value * native)],
        };
        var run = Runs.Of(Of("tcp", null, 20_000)) with { Calibration = [Row(null, 1, 1), Row("published", ours, 1.5)] };

        var row = Assert.Single(Rows(NetworkCalibration.Table(run)));

        Assert.Equal(["tcp 64 B p50", "sockperf", "published"], row.Take(3));
        Assert.StartsWith($"{ours}× (", row[3], StringComparison.Ordinal);
        Assert.StartsWith("1.5× (", row[4], StringComparison.Ordinal);
        Assert.Equal((agrees, agrees), (row[5], row[8]));
        Assert.StartsWith("+10 µs ± ", row[7], StringComparison.Ordinal);
        Assert.Contains("## Networks by native tools", MarkdownReport.Of(run, []), StringComparison.Ordinal);
    }

    private static Finding Rule(string claim, params CellResult[] cells) =>
        CommonWisdom.Claims.Single(known => known.Claim == claim).Check(new Evidence(Runs.Of(cells)));

    private static RunResults Run() => Runs.Of(
        Of("tcp", null, 20_000), Of("tcp", "host", 10_000), Of("tcp", "published", 40_000),
        Of("tcp", "ipvlan", 1) with { Status = Status.Skipped, Reason = "no such driver", LatencyNs = null, Throughput = null, Rounds = [] });

    // Three rounds that differ by a hundredth.
    private static CellResult Of(string transport, string? network, long p50) =>
        (Runs.Cell(transport, Scenario.RoundTrip, 64, cores: 1) with { Conditions = new Conditions { Network = network } }).OfRounds(
            Runs.Round(1, p50, p50 * 2, 1000), Runs.Round(2, p50 * 101 / 100, p50 * 2, 1000), Runs.Round(3, p50 * 99 / 100, p50 * 2, 1000));

    private static List<string[]> Rows(MarkdownTable table) =>
    [
        .. table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(2)
            .Select(row => row.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];
}
