using InterContainer.Agent.Measuring;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class WindowTests
{
    [Fact]
    public void Arrivals_are_cut_into_windows_that_add_up_to_the_time_from_first_to_last()
    {
        var arrivals = new ArrivalWindows(100);
        foreach (var time in new long[] { 1000, 1040, 1090, 1110, 1150, 1230, 1250 })
            arrivals.Add(time);

        // The first message starts the clock. 1110 ends the first window, 1230 the second, and 1250 belongs to it as well.
        Assert.Equal([new Window(3, 110), new Window(3, 140)], arrivals.ToWindows());
    }

    [Theory]
    [InlineData(new long[] { })]
    [InlineData(new long[] { 5 })]
    [InlineData(new long[] { 5, 5 })]
    public void Without_time_between_messages_there_is_no_window(long[] times)
    {
        var arrivals = new ArrivalWindows(100);
        Array.ForEach(times, arrivals.Add);

        Assert.Empty(arrivals.ToWindows());
    }

    [Fact]
    public void Arrivals_shorter_than_a_window_are_one_window()
    {
        var arrivals = new ArrivalWindows(100);
        arrivals.Add(10);
        arrivals.Add(30);

        Assert.Equal([new Window(1, 20)], arrivals.ToWindows());
    }

    [Theory]
    [InlineData(1_249, false)]
    [InlineData(1_249, true)]
    [InlineData(12_000, true)]
    public void Of_minutes_of_windows_a_change_of_level_is_found(int windows, bool changes)
    {
        // Two levels of noise in turn, and from the middle on a tenth more.
        double[] series = [.. Enumerable.Range(0, windows).Select(i => (i % 2 == 0 ? 100.0 : 104) * (changes && i > windows / 2 ? 1.1 : 1))];

        Assert.Equal(changes, Stationarity.Doubt(series, Stationarity.ForFlags) is not null);
    }

    [Fact]
    public void The_median_of_minutes_of_windows_is_known() =>
        Assert.True(Precision.IsEnough([.. Enumerable.Range(0, 12_000).Select(i => new Window(1, 1000 + (i % 2)))]));

    [Theory]
    // S = 10 of 10 pairs, variance 5 × 4 × 15 / 18 = 16.67: (10 - 1) / 4.082.
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, 2.204)]
    [InlineData(new double[] { 5, 4, 3, 2, 1 }, -2.204)]
    // S = 1 + 1 + 0 of 3 pairs, variance (3 × 2 × 11 - 2 × 1 × 9) / 18 = 2.667: (2 - 1) / 1.633.
    [InlineData(new double[] { 1, 2, 2 }, 0.612)]
    [InlineData(new double[] { 7, 7, 7, 7 }, 0)]
    [InlineData(new double[] { 1, 2 }, 0)]
    public void The_test_of_Mann_and_Kendall_gives_what_arithmetic_says(double[] series, double z) => Assert.Equal(z, Trend.Z(series), 0.001);

    [Theory]
    // The tables of the standard normal distribution.
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, 0.0275)]
    [InlineData(new double[] { 7, 7, 7, 7 }, 1)]
    public void The_probability_of_a_trend_by_chance_is_that_of_the_normal_distribution(double[] series, double probability) =>
        Assert.Equal(probability, Trend.Probability(series), 0.0005);

    [Theory]
    // U is 4, 8, 12, 9, 6, 3 here... K = 12 of 3 low and 4 high values: 2 exp(-6 × 144 / (343 + 49)).
    [InlineData(new double[] { 1, 1, 1, 9, 9, 9, 9 }, 3, 0.2207)]
    // 8 and 8: K = 64, 2 exp(-6 × 4096 / (4096 + 256)).
    [InlineData(new double[] { 1, 1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9, 9 }, 8, 0.00706)]
    [InlineData(new double[] { 7, 7, 7, 7 }, 1, 1)]
    public void The_test_of_Pettitt_gives_what_arithmetic_says(double[] series, int at, double probability)
    {
        var found = ChangePoint.Find(series);

        Assert.Equal(at, found.At);
        Assert.Equal(probability, found.Probability, 0.0005);
    }

    [Theory]
    [InlineData(new double[] { 100, 100, 100, 100, 100, 100, 100, 100, 120, 120, 120, 120, 120, 120, 120, 120 }, "trend")]
    [InlineData(new double[] { 20, 20, 20, 20, 20, 20, 20, 20, 20, 10, 10, 10, 10, 10, 10, 10 }, "trend")]
    // Down in the middle and up again: no trend, but another level in most of it than at the beginning.
    [InlineData(new double[] { 200, 201, 202, 199, 203, 198, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112 }, "change-point")]
    // As certain, and too small to matter.
    [InlineData(new double[] { 100, 100, 100, 100, 100, 100, 100, 100, 103, 103, 103, 103, 103, 103, 103, 103 }, null)]
    [InlineData(new double[] { 100, 120, 100, 120, 100, 120, 100, 120, 100, 120, 100, 120, 100, 120, 100, 120 }, null)]
    public void Windows_are_stationary_without_a_trend_or_change_point_that_matters(double[] series, string? doubt)
    {
        var found = Stationarity.Doubt(series, 0.05);

        Assert.Equal(doubt is null, found is null);
        Assert.Contains(doubt ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void The_change_of_a_series_is_its_slope_by_its_length() => Assert.Equal(4.0 / 102, Trend.Change([100, 101, 102, 103, 104]), 1e-9);

    [Theory]
    // Of ten values the interval goes from the second smallest to the second largest: here 98 to 102 around 100.
    [InlineData(new long[] { 50, 98, 98, 98, 98, 102, 102, 102, 102, 900 }, true)]
    [InlineData(new long[] { 50, 97, 98, 98, 98, 102, 102, 102, 102, 900 }, false)]
    // Of six it is all of them; five are too few for any interval.
    [InlineData(new long[] { 100, 100, 100, 100, 100, 104 }, true)]
    [InlineData(new long[] { 100, 100, 100, 100, 100, 105 }, false)]
    [InlineData(new long[] { 100, 100, 100, 100, 100 }, false)]
    [InlineData(new long[] { }, false)]
    public void Precision_is_the_half_width_of_the_confidence_interval_of_the_median(long[] nsPerMessage, bool enough) =>
        Assert.Equal(enough, Precision.IsEnough([.. nsPerMessage.Select(ns => new Window(1, ns))]));

}
