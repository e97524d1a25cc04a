using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;

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

    [Fact]
    public void Warm_up_ends_when_sixteen_windows_in_a_row_show_no_trend()
    {
        var warmUp = new WarmUp();
        // Falls, then varies: the last sixteen have a trend until enough of them are of the level part.
        double[] falling = [900, 700, 500, 300, 200];
        double[] level = [101, 99, 100, 102, 98, 100, 103, 99, 101, 100, 98, 102, 100, 99, 101, 100];

        Assert.All(falling.Concat(level[..10]), ns => Assert.False(Add(warmUp, ns)));
        Assert.Contains(level[10..], ns => Add(warmUp, ns));
    }

    [Fact]
    public void A_falling_series_is_not_steady()
    {
        var warmUp = new WarmUp();
        for (var ns = 1000.0; ns > 100; ns *= 0.98)
            Assert.False(Add(warmUp, ns));
    }

    [Theory]
    // S = 10 of 10 pairs, variance 5 × 4 × 15 / 18 = 16.67: (10 - 1) / 4.082.
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, 2.204)]
    [InlineData(new double[] { 5, 4, 3, 2, 1 }, -2.204)]
    // S = 1 + 1 + 0 of 3 pairs, variance (3 × 2 × 11 - 2 × 1 × 9) / 18 = 2.667: (2 - 1) / 1.633.
    [InlineData(new double[] { 1, 2, 2 }, 0.612)]
    [InlineData(new double[] { 7, 7, 7, 7 }, 0)]
    [InlineData(new double[] { 1, 2 }, 0)]
    public void The_test_of_Mann_and_Kendall_gives_what_arithmetic_says(double[] series, double z) => Assert.Equal(z, Trend.Z(series), 0.001);

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

    private static bool Add(WarmUp warmUp, double ns) => warmUp.Add(new Window(1000, (long)(1000 * ns)));
}
