using InterContainer.Agent.Contract;
using InterContainer.Bench.Comparing;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

public class ComparisonTests
{
    [Fact]
    public void Halves_against_each_other_are_scaled_to_whole_cells()
    {
        // One against one: their difference varies by 2 s², that of two pairs of two by s².
        Assert.Equal([0.2 / Math.Sqrt(2)], NoiseFloor.Differences([0, 0.2]), Close);
        // One against two: 1.5 s², of two triples 2/3 s².
        Assert.Equal([0.1, 0.1, 0.2], NoiseFloor.Differences([0, 0, 0.3]), Close);
        // Two against two, in three ways: s², of two quadruples s²/2.
        Assert.Equal([0, 0.1 / Math.Sqrt(2), 0.2 / Math.Sqrt(2)], NoiseFloor.Differences([0, 0.1, 0.2, 0.3]).Order(), Close);
        Assert.Empty(NoiseFloor.Differences([1]));
    }

    [Fact]
    public void Of_few_rounds_the_interval_is_their_range_and_of_one_there_is_none()
    {
        Assert.Equal(0.1, Bootstrap.HalfWidth([0, 0.1, 0.2])!.Value, 12);
        Assert.Equal(0.3, Bootstrap.HalfWidth([0, 0, 0, 0.4])!.Value, 12);
        Assert.Null(Bootstrap.HalfWidth([1]));
    }

    [Fact]
    public void Of_many_rounds_the_interval_is_near_that_of_Student()
    {
        // 1 … 20: standard deviation 5.916, so 2.093 × 5.916 / √20 = 2.769.
        Assert.InRange(Bootstrap.HalfWidth([.. Enumerable.Range(1, 20).Select(i => (double)i)])!.Value, 2.5, 3.0);
    }

    [Fact]
    public void A_run_beside_itself_is_indistinguishable_everywhere()
    {
        var run = Run(seed: 1);

        var comparison = new RunComparison(run, run);

        Assert.Equal(60, comparison.Figures.Count);
        Assert.All(comparison.Figures, figure => Assert.Equal(Verdict.Indistinguishable, figure.Verdict));
        Assert.False(comparison.IsWorseBy(0));
    }

    [Fact]
    public void A_run_of_one_round_is_indistinguishable_from_itself_alone()
    {
        var (one, other) = (Run(seed: 1, rounds: 1), Run(seed: 2, rounds: 1));

        Assert.All(new RunComparison(one, one).Figures, figure => Assert.Equal(Verdict.Indistinguishable, figure.Verdict));
        Assert.All(new RunComparison(one, other).Figures, figure => Assert.Equal(Verdict.Unknown, figure.Verdict));
    }

    [Fact]
    public void Exactly_the_slowed_cells_are_named()
    {
        var run = Run(seed: 1, noise: 0.01);
        int[] slowed = [3, 11, 17];
        var slower = run with { Results = [.. run.Results.Select((cell, i) => slowed.Contains(i) ? Slower(cell, 1.2) : cell)] };

        var comparison = new RunComparison(run, slower);

        Assert.Equal(
            slowed.Select(i => run.Results[i].Transport),
            comparison.Figures.Where(figure => figure.Verdict == Verdict.Worse).Select(figure => figure.First.Transport).Distinct());
        Assert.DoesNotContain(comparison.Figures, figure => figure.Verdict == Verdict.Better);
        Assert.True(comparison.IsWorseBy(0.1));
        Assert.False(comparison.IsWorseBy(0.3));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Where_nothing_changed_at_most_one_figure_in_twenty_is_called_changed(int rounds)
    {
        var figures = Enumerable.Range(0, 40)
            .SelectMany(i => new RunComparison(Run(seed: (2 * i) + 1, rounds), Run(seed: (2 * i) + 2, rounds)).Figures)
            .ToList();

        Assert.Equal(2400, figures.Count);
        Assert.InRange(figures.Count(figure => figure.Verdict != Verdict.Indistinguishable) / 2400.0, 0.001, 0.05);
    }

    [Fact]
    public void Neighbours_in_rank_that_noise_covers_stand_together()
    {
        CellResult[] cells = [Cell("a", [100, 102, 104]), Cell("b", [101, 103, 105]), Cell("c", [150, 151, 152]), Cell("d", [149, 153, 155]), Cell("e", [900, 905, 910])];
        var run = Empty with { Results = cells };

        var groups = Ranking.Indistinguishable(cells, new Uncertainty(run), Quantity.P50);

        Assert.Equal(["a b", "c d"], groups.Select(group => string.Join(' ', group.Select(cell => cell.Transport))));
    }

    [Fact]
    public void A_cell_that_is_not_ok_any_more_is_worse()
    {
        var run = Run(seed: 1);
        var broken = run with { Results = [run.Results[0] with { Status = Status.Failed, Reason = "it broke" }, .. run.Results.Skip(1)] };

        Assert.True(new RunComparison(run, broken).IsWorseBy(10));
        Assert.Contains("it broke", CompareText.Of(run, broken, new RunComparison(run, broken)), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_circumstances_stand_before_any_verdict()
    {
        var run = Run(seed: 1);
        var elsewhere = run with
        {
            Run = run.Run with { Host = run.Run.Host with { Kernel = "other" } },
            Results = [.. run.Results.Select(cell => cell with { Settings = new Dictionary<string, string> { ["noDelay"] = "false" } })],
        };

        var text = CompareText.Of(run, elsewhere, new RunComparison(run, elsewhere));

        Assert.InRange(text.IndexOf("kernel: kernel / other", StringComparison.Ordinal), 1, text.IndexOf("indistinguishable", StringComparison.Ordinal));
        Assert.Contains("setting noDelay: true / false", text, StringComparison.Ordinal);
    }

    private static readonly RunResults Empty = Runs.Of();

    private static bool Close(double one, double other) => Math.Abs(one - other) < 1e-9;

    private static CellResult Slower(CellResult cell, double factor) => cell with
    {
        Rounds = [.. cell.Rounds.Select(round => round with { P50 = (long)(round.P50!.Value * factor), P99 = (long)(round.P99!.Value * factor) })],
    };

    private static RunResults Run(int seed, int rounds = 4, double noise = 0.05)
    {
        var random = new Random(seed);
        return Empty with
        {
            Results = [.. Enumerable.Range(0, 30).Select(i => Cell($"t{i:00}", [.. Enumerable.Range(0, rounds).Select(_ => (long)(1e6 * (i + 1) * Math.Exp(noise * Gauss(random))))]))],
        };
    }

    [Fact]
    public void The_p99_of_fewer_than_a_hundred_messages_a_round_is_not_compared()
    {
        var cell = Cell("few", [1000, 1010, 1020]);
        var few = cell with { LatencyNs = cell.LatencyNs! with { Count = cell.LatencyNs.Count - 1 } };

        Assert.Equal([Quantity.P50, Quantity.P99], new RunComparison(Runs.Of(cell), Runs.Of(cell)).Figures.Select(figure => figure.Quantity));
        Assert.Equal([Quantity.P50], new RunComparison(Runs.Of(cell), Runs.Of(few)).Figures.Select(figure => figure.Quantity));
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static CellResult Cell(string transport, long[] rounds)
    {
        var histogram = LatencyHistogram.Create();
        histogram.RecordValueWithCount(rounds[0], RoundValues.LeastForP99 * rounds.Length);
        return new CellResult
        {
            Transport = transport,
            Family = Family.Sockets,
            Scenario = Scenario.RoundTrip,
            PayloadBytes = 64,
            Isolation = Isolation.Process,
            Status = Status.Ok,
            LatencyNs = Distribution.Of(histogram),
            Throughput = new Throughput(1, 64),
            Settings = new Dictionary<string, string> { ["noDelay"] = "true" },
            Rounds = [.. rounds.Select((ns, i) => new RoundFigures(i + 1, ns, ns * 2, ns * 3, 1e9 / ns, []))],
        };
    }
}
