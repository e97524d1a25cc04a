using InterContainer.Bench.Analysis.Comparing;
using InterContainer.Bench.Report.Tables;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

public class ComparisonTests
{
    [Fact]
    public void A_run_compared_with_itself_is_indistinguishable_everywhere()
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
    public void Where_nothing_changed_the_bare_intervals_miss_one_in_twenty_and_the_corrected_verdict_hardly_any(int rounds)
    {
        var figures = Enumerable.Range(0, 40)
            .SelectMany(i => new RunComparison(Run(seed: (2 * i) + 1, rounds), Run(seed: (2 * i) + 2, rounds)).Figures)
            .ToList();

        Assert.Equal(2400, figures.Count);
        Assert.InRange(figures.Count(figure => figure.Bare != Verdict.Indistinguishable) / 2400.0, 0.02, 0.07);
        Assert.InRange(figures.Count(figure => figure.Verdict != Verdict.Indistinguishable) / 2400.0, 0, 0.01);
        Assert.All(figures, figure => Assert.Equal(figure.Bare == Verdict.Indistinguishable, figure.Comparison is { Low: <= 1, High: >= 1 }));
    }

    [Fact]
    public void The_difference_of_two_means_is_that_of_Welch()
    {
        // Variances 4 and 9 of means with 3 and 5 degrees of freedom: (4 + 9)² / (16 / 3 + 81 / 5) = 7.848; |t| = 5 / √13 = 1.387.
        var difference = new Estimate(7, 4, 3, 0) - new Estimate(2, 9, 5, 0);

        Assert.Equal((5, 13), (difference.Logarithm, difference.Variance));
        Assert.Equal(7.848, difference.Freedom, 3);
        Assert.Equal(0.204, difference.P, 3);
        Assert.True(difference.HalfWidth > 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(1000)]
    public void A_difference_is_noise_where_its_interval_holds_none(double freedom) => Assert.All(
        Enumerable.Range(0, 150).Select(i => new Estimate(i / 10.0, 1, freedom, 0)),
        difference => Assert.Equal((difference.HalfWidth > difference.Logarithm, difference.P > 0.05), (difference.IsNoise, difference.IsNoise)));

    [Fact]
    public void What_the_clock_cannot_show_is_no_difference()
    {
        var (one, other) = (Cell("t", [10, 10, 10]), Cell("t", [11, 11, 11]));

        Assert.Equal(
            Verdict.Indistinguishable,
            Assert.Single(new RunComparison(Runs.Of(one), Runs.Of(other)).Figures, figure => figure.Quantity == Quantity.P50).Verdict);
        // Half a nanosecond of ten.
        Assert.InRange(new Uncertainty(Runs.Of(one)).Of(one, Quantity.P50)!.Value, 0.05, 0.1);
    }

    [Fact]
    public void Many_comparisons_are_corrected_as_Benjamini_and_Hochberg_say()
    {
        // p × 5 / rank, and never more than a larger p has.
        Assert.Equal([0.05, 0.0125, 0.05, 0.05, 0.9], FalseDiscovery.Adjust([0.04, 0.0025, 0.03, 0.035, 0.9]), Close);
        Assert.Empty(FalseDiscovery.Adjust([]));
    }

    [Fact]
    public void Places_are_shared_with_the_first_of_them() =>
        Assert.Equal([1, 1, 3, 3, 5], Ranking.Places([1.0, 1.1, 1.3, 1.4, 1.6], (one, other) => other - one < 0.25));

    private static bool Close(double one, double other) => Math.Abs(one - other) < 1e-9;

    [Fact]
    public void Neighbours_in_rank_that_noise_covers_share_a_place()
    {
        CellResult[] cells =
        [
            Cell("a", [100, 102, 104]), Cell("b", [101, 103, 105]), Cell("c", [150, 151, 152]), Cell("d", [149, 153, 155]), Cell("e", [900, 905, 910]),
        ];
        var run = Empty with { Results = cells };

        var places = Ranking.Places([.. cells, Cell("f", [1, 2, 3]) with { Status = Status.Invalid }], new Uncertainty(run), Quantity.P50);

        Assert.Equal(["a 1", "b 1", "c 3", "d 3", "e 5"], places.Select(place => $"{place.Cell.Transport} {place.Place}").Order());
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

    private static CellResult Slower(CellResult cell, double factor) =>
        cell.OfRounds([.. cell.Rounds.Select(round => Runs.Round(round.Round, (long)(round.P50!.Value * factor), (long)(round.P99!.Value * factor), 1))]);

    private static RunResults Run(int seed, int rounds = 4, double noise = 0.05)
    {
        var random = new Random(seed);
        return Empty with
        {
            Results =
            [
                .. Enumerable.Range(0, 30)
                    .Select(i => Cell($"t{i:00}", [.. Enumerable.Range(0, rounds).Select(_ => (long)(1e6 * (i + 1) * Math.Exp(noise * Gauss(random))))])),
            ],
        };
    }

    [Fact]
    public void The_p99_of_a_cell_with_too_few_messages_in_one_round_is_not_compared()
    {
        var cell = Cell("few", [1000, 1010, 1020]);
        var few = cell.OfRounds([.. cell.Rounds.SkipLast(1), Runs.Round(3, 1020, 2040, 1, CellFigures.LeastForP99 - 1)]);

        Assert.Equal([Quantity.P50, Quantity.P99], new RunComparison(Runs.Of(cell), Runs.Of(cell)).Figures.Select(figure => figure.Quantity));
        Assert.Equal([Quantity.P50], new RunComparison(Runs.Of(cell), Runs.Of(few)).Figures.Select(figure => figure.Quantity));
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static CellResult Cell(string transport, long[] rounds)
    {
        return new CellResult
        {
            Transport = transport,
            Family = Family.Sockets,
            Scenario = Scenario.RoundTrip,
            PayloadBytes = 64,
            Isolation = Isolation.Process,
            Status = Status.Ok,
            Settings = new Dictionary<string, string> { ["noDelay"] = "true" },
        }.OfRounds([.. rounds.Select((ns, i) => Runs.Round(i + 1, ns, ns * 2, 1e9 / ns, CellFigures.LeastForP99))]);
    }
}
