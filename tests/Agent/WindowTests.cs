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
    public void Warm_up_ends_when_two_spans_in_a_row_have_the_same_median()
    {
        var warmUp = new WarmUp();
        int[] nsPerMessage = [900, 700, 500, 300, 200, 102, 101, 100, 100, 100, 101, 100];
        var verdicts = nsPerMessage.Select(ns => warmUp.Add(new Window(10, 10L * ns))).ToList();

        // At the last of these the medians of the two spans are 100 and 200; at the next 100 and 102, and its one outlier does not matter.
        Assert.All(verdicts, Assert.False);
        Assert.True(warmUp.Add(new Window(10, 10L * 1000)));
    }

    [Fact]
    public void A_falling_series_is_not_steady()
    {
        var warmUp = new WarmUp();
        for (var ns = 1000.0; ns > 100; ns *= 0.98)
            Assert.False(warmUp.Add(new Window(1000, (long)(1000 * ns))));
    }

    [Theory]
    [InlineData(new long[] { 100, 100 }, true)]
    [InlineData(new long[] { 100 }, false)]
    // Mean 100, deviation 2: half-width 2.262 × 2 / √10 = 1.43 %.
    [InlineData(new long[] { 98, 98, 98, 98, 98, 102, 102, 102, 102, 102 }, true)]
    // Mean 100, deviation 4.22: half-width 3.02 %.
    [InlineData(new long[] { 96, 96, 96, 96, 96, 104, 104, 104, 104, 104 }, false)]
    public void Precision_is_the_half_width_of_the_confidence_interval_of_the_mean(long[] nsPerMessage, bool enough) =>
        Assert.Equal(enough, Precision.IsEnough([.. nsPerMessage.Select(ns => new Window(1, ns))]));
}
