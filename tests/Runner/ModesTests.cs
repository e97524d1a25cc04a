using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Runner;

public class ModesTests
{
    [Fact]
    public void Two_values_are_two_humps() => Assert.InRange(Split(i => i % 5 == 0 ? 300_000 : 45_000)!.Value, 45_000, 300_000);

    [Fact]
    public void Two_humps_that_are_wide_are_still_two() =>
        // A Gaussian in the logarithm around each.
        Assert.InRange(Split(i => (long)((i % 3 == 0 ? 300_000 : 45_000) * Math.Exp(0.2 * Gaussian(i))))!.Value, 80_000, 250_000);

    [Fact]
    public void One_value_is_one_hump() => Assert.Null(Split(_ => 45_000));

    [Fact]
    public void A_long_tail_is_one_hump() => Assert.Null(Split(i => 1000 + (long)(-Math.Log(1 - Even(i)) * 100_000)));

    [Fact]
    public void A_few_outliers_are_no_hump() => Assert.Null(Split(i => i % 20 == 0 ? 300_000 : 45_000));

    [Fact]
    public void Nothing_has_no_humps() => Assert.Null(Modes.Split(LatencyHistogram.Create()));

    private static double? Split(Func<int, long> value)
    {
        var histogram = LatencyHistogram.Create();
        for (var i = 0; i < 10_000; i++)
            histogram.RecordValue(value(i));
        return Modes.Split(histogram);
    }

    // Multiples of the golden ratio spread evenly over 0 to 1.
    private static double Even(int i) => i * 0.6180339887498949 % 1;

    // The sum of twelve evenly spread values is close to Gaussian with deviation 1.
    private static double Gaussian(int i) => Enumerable.Range(0, 12).Sum(k => Even((i * 31) + (k * 7919))) - 6;
}
