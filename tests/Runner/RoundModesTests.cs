using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.Bench;

namespace InterContainer.Tests.Runner;

public class RoundModesTests
{
    [Theory]
    [InlineData("2 of 4 near 3.6M/s, 2 near 10.5M/s", 3.6e6, 10.5e6, 10.5e6, 3.7e6)]
    [InlineData("3 of 5 near 3.7M/s, 2 near 10.5M/s", 3.6e6, 10.5e6, 3.8e6, 10.5e6, 3.7e6)]
    // A whole round at a fifth of the rate.
    [InlineData("3 of 4 near 50k/s, 1 near 10k/s", 50e3, 51e3, 10e3, 49e3)]
    [InlineData("2 of 3 near 10k/s, 1 near 3k/s", 10e3, 3e3, 10.1e3)]
    public void Two_groups_of_streams_are_told(string begins, params double[] perSecond) =>
        Assert.StartsWith(begins, RoundModes.Flag(Scenario.Stream, perSecond.Select((rate, i) => Runs.Round(i + 1, rate)))!.Detail, StringComparison.Ordinal);

    [Fact]
    public void Two_groups_of_medians_are_told() => Assert.StartsWith(
        "2 of 4 near 355 ns, 2 near 966 ns",
        RoundModes.Flag(Scenario.RoundTrip, new long[] { 360, 961, 350, 971 }.Select((p50, i) => Runs.Round(i + 1, p50, p50, 1)))!.Detail,
        StringComparison.Ordinal);

    [Fact]
    public void Two_groups_are_told_with_their_probes() => Assert.Equal(
        "2 of 4 near 25 µs, 2 near 98 µs; just before them a cache line passed between two processors in 55 ns and 310 ns",
        RoundModes.Flag(
            Scenario.RoundTrip,
            new[] { (25_000L, 55.0), (98_000L, 310.0), (25_000L, 55.0), (98_000L, 310.0) }
                .Select((round, i) => Runs.Round(i + 1, round.Item1, round.Item1, 1) with { Probe = new MachineProbe(1e6, round.Item2, 30_000) }))!.Detail);

    [Theory]
    [InlineData(100.0, 101.0, 100.0, 101.0)]
    // By a tenth: not worth a word.
    [InlineData(100.0, 110.0, 100.0, 110.0)]
    [InlineData(100.0, 200.0, 300.0, 400.0)]
    // Three rounds of a noisy cell look like this.
    [InlineData(100.0, 110.0, 250.0)]
    [InlineData(100.0, 100.0)]
    [InlineData(100.0)]
    public void One_group_is_none_of_two(params double[] values) => Assert.Null(RoundModes.Split(values));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public void Noise_of_one_mode_is_hardly_ever_taken_for_two(int rounds)
    {
        foreach (var noise in new[] { 0.01, 0.03, 0.1, 0.2, 0.3 })
        {
            var random = new Random(rounds);
            var flagged = Enumerable.Range(0, 5000)
                .Count(_ => RoundModes.Split([.. Enumerable.Range(0, rounds).Select(_ => Math.Exp(noise * Gauss(random)))]) is not null);

            Assert.True(flagged <= 0.02 * 5000, $"{rounds} rounds of {noise}: {flagged} of 5000");
        }
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
