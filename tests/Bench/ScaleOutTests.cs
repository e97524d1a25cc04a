using InterContainer.Bench.Analysis.Claims;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Tables;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using Finding = InterContainer.Bench.Analysis.Claims.Finding;

namespace InterContainer.Tests.Bench;

public class ScaleOutTests
{
    [Fact]
    public void A_row_tells_the_gain_and_the_part_of_the_busiest()
    {
        var run = Runs.Of(Closed("tcp", 1, 1000), Closed("tcp", 4, 2500) with { MessagesPerResponder = [40, 20, 20, 20] });

        var rows = ScaleOutText.Table(run)
            .ToString()
            .Split('\n')
            .Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ToList();

        Assert.Contains(rows, row => row.Contains("| 4 | 1 | 0.25 | 1k/s | 1× |", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("| 2.5× |", StringComparison.Ordinal) && row.Contains("40 %", StringComparison.Ordinal));
        Assert.Equal(["scale-out-64-4-0.25cpus"], ChartSet.Draw(run).Select(chart => chart.Name));
        Assert.Contains("## Scaling out", MarkdownReport.Of(run, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_of_one_responder_alone_are_no_scaling_out() => Assert.True(ScaleOutText.Table(Runs.Of(Closed("tcp", 1, 1000))).IsEmpty);

    [Fact]
    public void Sockets_are_those_that_the_kernel_listed()
    {
        var table = ScaleOutText.Sockets(Runs.Of(Reaching("tcp", 1, 1), Reaching("tcp", 4, 4))).ToString();

        Assert.Contains("| tcp       |          4 |         4 | 4 + 4 listening |       - |                     3 |", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, Ruling.Supported)]
    [InlineData(1, Ruling.Refuted)]
    public void More_peers_need_more_sockets_where_an_initiator_holds_one_for_each(int held, Ruling ruling)
    {
        var finding = Rule(
            "more peers need more sockets",
            Reaching("tcp", 1, 1),
            Reaching("tcp", 4, held),
            Reaching("mqtt-qos0", 1, 1),
            Reaching("mqtt-qos0", 4, 1));

        Assert.Equal(ruling, finding.Ruling);
        Assert.Contains($"1, {held} with tcp; 1, 1 with mqtt-qos0", finding.Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 0, Ruling.Depends)]
    [InlineData(0, 0, Ruling.Supported)]
    [InlineData(4, 1, Ruling.Depends)]
    [InlineData(4, 4, Ruling.Refuted)]
    public void Http_needs_no_mesh_where_it_holds_nothing(int kept, int closed, Ruling ruling) => Assert.Equal(
        ruling,
        Rule(
            "HTTP is stateless: no mesh of open sockets is needed",
            Reaching("http1", 1, kept),
            Reaching("http1", 4, kept),
            Reaching("http1-close", 1, closed),
            Reaching("http1-close", 4, closed)).Ruling);

    [Theory]
    [InlineData(4000, 3000, Ruling.Supported)]
    [InlineData(4000, 1100, Ruling.Depends)]
    [InlineData(1000, 900, Ruling.Refuted)]
    public void Duplication_helps_where_the_rate_grows(double tcp, double http, Ruling ruling) => Assert.Equal(
        ruling,
        Rule("containers scale out by duplication", Closed("tcp", 1, 1000), Closed("tcp", 4, tcp), Closed("http1", 1, 1000), Closed("http1", 4, http)).Ruling);

    [Theory]
    // Four times the responders: 9.3 times the rate is a ramp of the first cell.
    [InlineData(9300, 3000, Ruling.Depends)]
    [InlineData(9300, 1000, Ruling.Depends)]
    [InlineData(3900, 3000, Ruling.Supported)]
    public void A_gain_of_more_than_the_resources_supports_nothing(double tcp, double http, Ruling ruling)
    {
        CellResult[] cells = [Rounds("tcp", 1, 1000), Rounds("tcp", 4, tcp), Rounds("http1", 1, 1000), Rounds("http1", 4, http)];

        var finding = Rule("containers scale out by duplication", cells);

        Assert.Equal(ruling, finding.Ruling);
        Assert.Equal(tcp > 4000, finding.Because.EndsWith("superlinear, so no evidence: tcp", StringComparison.Ordinal));
        Assert.Equal(tcp > 4000, MarkdownReport.Of(Runs.Of(cells), []).Contains("superlinear: tcp round-trip 64 B ×4 to 4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gain_has_the_interval_of_its_rounds_and_only_its_lower_bound_decides()
    {
        // Of one round the figure is all there is.
        Assert.True(new Gain(4.1, null, null, 4).IsSuperlinear);
        Assert.False(new Gain(4.1, 3.9, 4.3, 4).IsSuperlinear);
        var (one, four) = (Rounds("tcp", 1, 1000), Rounds("tcp", 4, 4100));
        var gain = Gain.Of(one, four, new Uncertainty(Runs.Of(one, four)), 4)!;

        Assert.Equal(4.1, gain.Ratio, 9);
        // Logarithms of 0.99, 1, 1.01 deviate by 0.01: Welch's t of 4 degrees of freedom is 2.776, so 2.776 × 0.01 × √(2 / 3) = 2.27 %.
        Assert.Equal(4.1 * Math.Exp(-0.02267), gain.Low!.Value, 3);
        Assert.Contains("| 4.1× (4.01 to 4.19), superlinear |", ScaleOutText.Table(Runs.Of(one, four)).ToString(), StringComparison.Ordinal);
    }

    private static CellResult Rounds(string transport, int responders, double rate) => Closed(transport, responders, rate)
        .OfRounds([.. new[] { 0.99, 1, 1 / 0.99 }.Select((factor, i) => Runs.Round(i + 1, rate * factor))]);

    private static Finding Rule(string claim, params CellResult[] cells) =>
        CommonWisdom.Claims.Single(one => one.Claim == claim).Check(new Evidence(Runs.Of(cells)));

    private static CellResult Closed(string transport, int responders, double rate) =>
        Runs.Cell(transport, Scenario.RoundTrip, 64, 1000, 2000, rate, cores: 1, initiators: 4) with
        {
            Responders = responders,
            Conditions = new Conditions { Cpus = 0.25, LimitsRespondersOnly = true },
        };

    private static CellResult Reaching(string transport, int responders, int held) => Runs.Cell(transport, Scenario.Idle, 64, cores: 0.01) with
    {
        Responders = responders,
        Sockets = new RoleSockets(new SocketCounts(held, 0, 1), new SocketCounts(responders, responders, 2), null),
    };
}
