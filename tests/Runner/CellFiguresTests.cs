using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.Bench;

namespace InterContainer.Tests.Runner;

/// <summary>Each figure of a cell is one function of its rounds' own figures.</summary>
public class CellFiguresTests
{
    [Fact]
    public void Percentiles_means_and_rates_are_geometric_means_over_rounds()
    {
        // √(100 × 400) = 200; the second round has a hundred times as many messages, and weighs no more.
        var cell = Of(Round(1, 100, 1_000, 1e6, 3_000), Round(2, 400, 4_000, 4e6, 300_000));

        Assert.Equal((200, 200, 2_000, 2_000), Rounded(cell.LatencyNs!.P50, cell.LatencyNs.P90!.Value, cell.LatencyNs.P99!.Value, cell.LatencyNs.P999!.Value));
        Assert.Equal((303_000, 100, 4_000), (cell.LatencyNs.Count, cell.LatencyNs.Min, cell.LatencyNs.Max));
        Assert.Equal(200, cell.LatencyNs.Mean!.Value, 1e-9);
        Assert.Equal((2e6, 2e6 * 64), (Math.Round(cell.Throughput!.MessagesPerSecond, 3), Math.Round(cell.Throughput.BytesPerSecond, 3)));
    }

    [Fact]
    public void The_figures_of_one_round_are_exactly_its_own()
    {
        var cell = Of(Round(1, 12_347, 56_789, 1234.5678901234567, 3_000));

        Assert.Equal((12_347, 56_789, 56_789), (cell.LatencyNs!.P50, cell.LatencyNs.P99, cell.LatencyNs.P999));
        Assert.Equal(1234.5678901234567, cell.Throughput!.MessagesPerSecond);
    }

    [Fact]
    public void Two_modes_between_rounds_give_no_figure_that_leans_to_the_faster_pairs()
    {
        // Rounds of shared-memory, 64 B, as they were published as 371 ns: the two fast pairs had most of the messages.
        var cell = Of(
            Round(1, 360, 400, 1e9 / 360, 5_000),
            Round(2, 961, 1_000, 1e9 / 961, 3_000),
            Round(3, 350, 400, 1e9 / 350, 5_000),
            Round(4, 971, 1_000, 1e9 / 971, 3_000));

        Assert.Equal(Math.Pow(360.0 * 961 * 350 * 971, 0.25), cell.LatencyNs!.P50, 1e-9);
        Assert.InRange(cell.LatencyNs.P50, 585, 586);
    }

    [Fact]
    public void Every_distribution_follows_its_own_rounds()
    {
        var round = Round(1, 400, 800, 1, 3_000);
        round = round with { ServiceTimeNs = Runs.Distribution(300, 600, 299), OneWayRequestNs = Runs.Distribution(100, 200, 300) };
        var cell = Of(round, round with { Round = 2, OneWayReplyNs = Runs.Distribution(50, 70, 3_000) });

        Assert.Equal((300, null, null), (cell.ServiceTimeNs!.P50, cell.ServiceTimeNs.P99, cell.ServiceTimeNs.P999));
        Assert.Equal((100, 200, null), (cell.OneWayRequestNs!.P50, cell.OneWayRequestNs.P99, cell.OneWayRequestNs.P999));
        Assert.Equal((50, 70, 70), (cell.OneWayReplyNs!.P50, cell.OneWayReplyNs.P99, cell.OneWayReplyNs.P999));
    }

    [Theory]
    [InlineData(299, 3_000, false, false)]
    [InlineData(300, 3_000, true, false)]
    [InlineData(3_000, 2_999, true, false)]
    [InlineData(3_000, 3_000, true, true)]
    public void A_tail_needs_messages_enough_in_each_round(long one, long other, bool p99, bool p999)
    {
        var latency = Of(Round(1, 100, 200, 1, one), Round(2, 100, 200, 1, other)).LatencyNs!;

        Assert.Equal((p99, p999), (latency.P99 is not null, latency.P999 is not null));
    }

    // The maximum of n values lies above the true percentile with a probability of 1 - pⁿ.
    [Theory]
    [InlineData(0.99, CellFigures.LeastForP99)]
    [InlineData(0.999, CellFigures.LeastForP999)]
    public void The_least_numbers_are_those_of_which_the_slowest_exceeds_the_percentile_in_95_of_100_cases(double percentile, long least)
    {
        Assert.True(1 - Math.Pow(percentile, least) >= 0.95);
        Assert.True(1 - Math.Pow(percentile, least * 0.99) < 0.951);
    }

    [Fact]
    public void What_was_not_measured_has_no_figure()
    {
        var cell = Of(new RoundResult { Round = 1 });

        Assert.Equal((null, null, null, null), (cell.LatencyNs, cell.Throughput, cell.Agents, CellFigures.PooledLatency(cell)));
    }

    [Fact]
    public void The_pooled_distribution_holds_the_messages_of_all_rounds()
    {
        var pooled = CellFigures.PooledLatency(Of(Round(1, 100, 1_000, 1, 300), Round(2, 400, 1_000, 1, 3_000)))!;

        Assert.Equal(3_300, pooled.TotalCount);
        // 294, and 2,940 of the others; 66 that took 1,000 ns.
        Assert.Equal((294, 2_940, 66), (pooled.GetCountAtValue(100), pooled.GetCountAtValue(400), pooled.GetCountAtValue(1_000)));
    }

    [Fact]
    public void What_the_runtime_did_adds_up_and_bytes_a_message_are_averaged()
    {
        RoundResult With(int round, params RuntimeActivity?[] agents) =>
            new() { Round = round, Agents = new RoleRuntimes(agents[0], agents[1]), WarmUpNs = 5, MeasuredNs = 10 };
        var cell = Of(
            With(1, new RuntimeActivity(1, 100, 2, 30, 64), null),
            With(2, new RuntimeActivity(2, 200, 3, 40, 128), new RuntimeActivity(7, 7, 7, 7, null)));

        Assert.Equal(new RoleRuntimes(new RuntimeActivity(3, 300, 5, 70, 96), new RuntimeActivity(7, 7, 7, 7, null)), cell.Agents);
        Assert.Equal((10, 20), (cell.WarmUpNs, cell.MeasuredNs));
    }

    [Fact]
    public void Flags_of_rounds_are_one_a_code_with_every_detail()
    {
        Flag[] flags =
        [
            new(FlagCodes.Bimodal, "at 1 µs"), new(FlagCodes.Steal), new(FlagCodes.Bimodal, "at 2 µs"), new(FlagCodes.Bimodal, "at 1 µs"), new(FlagCodes.Steal),
        ];

        Assert.Equal([new Flag(FlagCodes.Bimodal, "at 1 µs; at 2 µs"), new Flag(FlagCodes.Steal)], CellFigures.Together(flags));
    }

    private static RoundResult Round(int number, long p50, long p99, double rate, long count) => Runs.Round(number, p50, p99, rate, count);

    private static CellResult Of(params RoundResult[] rounds) => Runs.Cell("tcp", Scenario.RoundTrip, 64).OfRounds(rounds);

    private static (double, double, double, double) Rounded(double one, double two, double three, double four) =>
        (Math.Round(one, 6), Math.Round(two, 6), Math.Round(three, 6), Math.Round(four, 6));
}
