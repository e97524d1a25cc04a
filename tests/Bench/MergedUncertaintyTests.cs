using InterContainer.Bench.Report;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace InterContainer.Tests.Bench;

/// <summary>
/// Intervals of merged runs against what is true, where runs vary by 5 % and the rounds of each by as much, or less. Each run has three rounds.
/// </summary>
public class MergedUncertaintyTests
{
    private const double Truth = 1e6;
    private const double OfRuns = 0.05;
    private const int Rounds = 3;
    private const int Few = 12;

    // As a run of the default suite has them of a scenario.
    private const int Many = 40;

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(5, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(5, true)]
    public void The_interval_counts_runs_and_covers_the_truth(int runs, bool isShared) =>
        Assert.InRange(Covered(runs, Few, isShared, 0.05, 2000, Merged), 0.93, 0.97);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Rounds_of_several_runs_taken_for_those_of_one_cover_too_little(int runs) =>
        Assert.InRange(Covered(runs, Few, isShared: false, 0.05, 500, Flat), 0.5, 0.9);

    // What a run does to one cell it may do to all: then all agree on how little runs differ, where they do so by chance.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Variances_of_runs_that_borrow_from_other_cells_cover_too_little(int runs) =>
        Assert.InRange(Covered(runs, Many, isShared: true, 0.01, 500, MeansAsRounds), 0.3, 0.9);

    [Fact]
    public void It_is_Students_t_of_the_runs_means()
    {
        var merged = MergedResults.Of(
            "m",
            "merge",
            [MergedRuns.Of("a", 0, 10_000, 12_000), MergedRuns.Of("b", 1, 15_000, 15_000), MergedRuns.Of("c", 2, 9_000)]);
        double[] means = [Math.Log(Math.Sqrt(10_000.0 * 12_000)), Math.Log(15_000), Math.Log(9_000)];

        var estimate = new Uncertainty(merged).Estimate(merged.Results[0], Quantity.P50)!;

        Assert.Equal(means.Average(), estimate.Logarithm, 1e-9);
        Assert.Equal(2, estimate.Freedom);
        Assert.Equal(StudentT.InvCDF(0, 1, 2, 0.975) * means.StandardDeviation() / Math.Sqrt(3), estimate.HalfWidth, 1e-9);
    }

    [Fact]
    public void The_report_says_what_runs_are_worth_and_of_two_how_little()
    {
        var (a, b, c) = (MergedRuns.Of("a", 0, 10_000, 12_000), MergedRuns.Of("b", 1, 15_000, 15_000), MergedRuns.Of("c", 2, 9_000));

        var (two, three) = (MarkdownReport.Of(MergedResults.Of("m", "merge", [a, b]), []), MarkdownReport.Of(MergedResults.Of("m", "merge", [a, b, c]), []));

        Assert.Contains("2 runs of 1 cell: a (2 rounds, seed 0), b (2 rounds, seed 1).", two, StringComparison.Ordinal);
        Assert.Contains(
            "12.7 standard errors to each side. Two runs say little about how runs differ: three have 4.3 and five 2.8",
            two,
            StringComparison.Ordinal);
        Assert.Contains("c (1 round, seed 2)", three, StringComparison.Ordinal);
        Assert.Contains("4.3 standard errors to each side.", three, StringComparison.Ordinal);
        Assert.DoesNotContain("Two runs", three, StringComparison.Ordinal);
        Assert.Contains("Runs of round-trip, p50: the usual cell of 1 has a standard deviation of", three, StringComparison.Ordinal);
        Assert.DoesNotContain("Interrupted", two, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_says_when_a_run_was_resumed_and_leaves_out_how_long_it_took()
    {
        var whole = MergedRuns.Of("a", 0, 10_000, 12_000);
        whole = whole with { Results = [whole.Results[0] with { MeasuredNs = 1_000_000_000 }] };
        var resumed = whole with { Run = whole.Run with { Resumed = [new DateTime(2026, 11, 25, 12, 5, 0, DateTimeKind.Utc)] } };

        Assert.Contains(
            "Interrupted, and resumed at 2026-11-25 12:05 UTC: the machine may have been in another state by then.",
            MarkdownReport.Of(resumed, []),
            StringComparison.Ordinal);
        Assert.Contains("0:10:00 in all", MarkdownReport.Of(whole, []), StringComparison.Ordinal);
        Assert.DoesNotContain(" in all: ", MarkdownReport.Of(resumed, []), StringComparison.Ordinal);
        Assert.Contains(
            "resumed at 2026-11-25 12:05 UTC",
            MarkdownReport.Of(MergedResults.Of("m", "merge", [resumed, MergedRuns.Of("b", 1, 1)]), []),
            StringComparison.Ordinal);
    }

    private static double Covered(
        int runs, int cells, bool isShared, double ofRounds, int trials, Func<IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>, RunResults> file)
    {
        var random = new Random(7);
        var covered = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            double[] ofRuns = [.. Enumerable.Range(0, runs).Select(_ => Normal.Sample(random, 0, OfRuns))];
            // Cell → run → round.
            double[][][] rates =
            [
                .. Enumerable.Range(0, cells).Select(_ => (double[][])
                [
                    .. ofRuns.Select(shared => (Shared: shared, Own: Normal.Sample(random, 0, OfRuns))).Select(run => (double[])
                    [
                        .. Enumerable.Range(0, Rounds).Select(_ => Truth * Math.Exp((isShared ? run.Shared : run.Own) + Normal.Sample(random, 0, ofRounds))),
                    ]),
                ]),
            ];
            var measured = file(rates);
            var uncertainty = new Uncertainty(measured);
            covered += measured.Results.Count(cell => uncertainty.Estimate(cell, Quantity.MessagesPerSecond) is { } estimate
                && Math.Abs(estimate.Logarithm - Math.Log(Truth)) <= estimate.HalfWidth);
        }

        var part = covered / (double)(trials * cells);
        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} runs: {100 * part:0.0} % covered");
        return part;
    }

    private static RunResults Merged(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> rates) =>
        File(
            rates,
            cell => [.. cell.SelectMany((run, i) => run.Select((rate, round) => Runs.Round(round + 1, rate) with { Run = $"run {i}" }))],
            rates[0].Count);

    private static RunResults Flat(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> rates) =>
        File(rates, cell => [.. cell.SelectMany(run => run).Select((rate, round) => Runs.Round(round + 1, rate))], 0);

    private static RunResults MeansAsRounds(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> rates) =>
        File(rates, cell => [.. cell.Select((run, round) => Runs.Round(round + 1, run.GeometricMean()))], 0);

    private static RunResults File(
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> rates, Func<IReadOnlyList<IReadOnlyList<double>>, RoundResult[]> rounds, int runs)
    {
        var file = Runs.Of([.. rates.Select((cell, i) => Runs.Cell($"cell {i}", Scenario.Stream, 64, rate: 1).OfRounds(rounds(cell)))]);
        return file with
        {
            Run = file.Run with
            {
                Merged = [.. Enumerable.Range(0, runs).Select(i => new MergedRun($"run {i}", file.Run.StartedUtc, file.Run.StartedUtc, "run", 1, Rounds))],
            },
        };
    }
}
