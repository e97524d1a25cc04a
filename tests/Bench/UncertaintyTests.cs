using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace InterContainer.Tests.Bench;

/// <summary>Stated intervals against what is true, which a simulation knows. The truth is always the same, so it is in an interval or not.</summary>
public class UncertaintyTests
{
    private const int Runs = 1000;
    private const double Truth = 1e6;

    // Heavy tails: Student's t with three degrees of freedom, and one value in ten of five times the deviation; both of 5 % in all.
    private static readonly Noise[] Mixed =
    [
        new("1 %", 4, 0.01, random => Normal.Sample(random, 0, 1)),
        new("5 %", 4, 0.05, random => Normal.Sample(random, 0, 1)),
        new("30 %", 4, 0.30, random => Normal.Sample(random, 0, 1)),
        new("Student t, 3", 4, 0.05, random => StudentT.Sample(random, 0, 1, 3) / Math.Sqrt(3)),
        new("contaminated", 3, 0.05, random => Normal.Sample(random, 0, random.NextDouble() < 0.1 ? 5 : 1) / Math.Sqrt(3.4)),
    ];

    [Theory]
    [InlineData(3, 2.0)]
    [InlineData(4, 1.55)]
    [InlineData(5, 1.4)]
    public void In_each_class_of_noise_the_interval_covers_the_truth_and_is_not_wide(int rounds, double widest)
    {
        var seen = Simulate(Mixed, rounds);

        var text = string.Join("; ", seen.Select(one => $"{one.Name}: {100 * one.Covered:0.0} %, {one.Width:0.00}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds: {text}");
        Assert.All(seen, one => Assert.True(one.Covered >= 0.93 && one.Width <= widest, text));
    }

    [Theory]
    [InlineData(3, 1.4)]
    [InlineData(4, 1.3)]
    [InlineData(5, 1.2)]
    public void Where_the_cells_are_alike_they_know_more_together(int rounds, double widest)
    {
        var seen = Assert.Single(Simulate([new("5 %", 19, 0.05, random => Normal.Sample(random, 0, 1))], rounds));

        Assert.InRange(seen.Covered, 0.94, 0.965);
        // Each by itself: 1.83, 1.44, 1.30.
        Assert.InRange(seen.Width, 1, widest);
    }

    [Fact]
    public void A_cell_that_does_not_fit_the_others_keeps_its_own_variance()
    {
        // As sixty cells of four rounds would have them that all have the variance 1: quantiles of χ² with 3 degrees of freedom.
        SampleVariance[] alike = [.. Enumerable.Range(0, 60).Select(i => new SampleVariance(ChiSquared.InvCDF(3, (i + 0.5) / 60) / 3, 3))];
        var prior = VariancePrior.Fit([.. alike, new SampleVariance(400, 3)])!;

        var (usual, noisy, still) = (
            prior.Moderate(new SampleVariance(0.1, 3)),
            prior.Moderate(new SampleVariance(400, 3)),
            prior.Moderate(new SampleVariance(1e-6, 3)));

        Assert.InRange(usual.Value, 0.6, 1);
        Assert.True(usual.Freedom > 9);
        Assert.InRange(noisy.Value, 390, 400);
        Assert.InRange(noisy.Freedom, 3, 3.1);
        Assert.InRange(still.Value, 1e-6, 0.1);
    }

    [Fact]
    public void In_a_mixture_each_keeps_its_own()
    {
        SampleVariance[] quiet = [.. Enumerable.Range(0, 10).Select(i => new SampleVariance(ChiSquared.InvCDF(3, (i + 0.5) / 10) / 3, 3))];
        SampleVariance[] mixed = [.. quiet, .. quiet.Select(one => one with { Value = 100 * one.Value })];

        Assert.All(mixed, one => Assert.Equal(one, VariancePrior.Fit(mixed)!.Moderate(one)));
    }

    private static List<(string Name, double Covered, double Width)> Simulate(Noise[] classes, int rounds)
    {
        var random = new Random(16);
        var covered = classes.ToDictionary(noise => noise.Name, _ => 0);
        var widths = classes.ToDictionary(noise => noise.Name, _ => new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            List<(Noise Noise, CellResult Cell)> cells =
            [
                .. from noise in classes
                   from cell in Enumerable.Range(0, noise.Cells)
                   select (
                       noise,
                       Cell($"{noise.Name} {cell}", Enumerable.Range(0, rounds).Select(_ => Truth * Math.Exp(noise.Deviation * noise.Draw(random))))),
            ];
            var uncertainty = new Uncertainty(Bench.Runs.Of([.. cells.Select(cell => cell.Cell)]));
            foreach (var (noise, cell) in cells)
            {
                var half = uncertainty.Of(cell, Quantity.MessagesPerSecond)!.Value;
                if (Math.Abs(RoundValues.Logarithms(cell, Quantity.MessagesPerSecond).Average() - Math.Log(Truth)) <= half)
                    covered[noise.Name]++;
                // An oracle knows the deviation: 1.96 of them, by the square root of the rounds.
                widths[noise.Name].Add(half / (1.96 * noise.Deviation / Math.Sqrt(rounds)));
            }
        }

        return [.. classes.Select(noise => (noise.Name, covered[noise.Name] / (double)(Runs * noise.Cells), widths[noise.Name].Median()))];
    }

    private static CellResult Cell(string transport, IEnumerable<double> perSecond) => Bench.Runs.Cell(transport, Scenario.Stream, 64, rate: 1)
        .OfRounds([.. perSecond.Select((rate, i) => Bench.Runs.Round(i + 1, rate))]);

    private sealed record Noise(string Name, int Cells, double Deviation, Func<Random, double> Draw);
}
