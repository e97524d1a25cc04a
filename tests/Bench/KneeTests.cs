using InterContainer.Bench.Statistics;

namespace InterContainer.Tests.Bench;

public class KneeTests
{
    [Fact]
    public void The_knee_is_where_the_curve_bends() =>
        // Below the line from (0, 1) to (10, 11): at 8 it is 9 - 2 = 7 below, more than anywhere else.
        Assert.Equal(3, Knee.Of([(0, 1), (2, 1), (5, 1.5), (8, 2), (9, 6), (10, 11)]));

    [Fact]
    public void A_straight_line_has_none() => Assert.Null(Knee.Of([(0, 1), (5, 6), (10, 11)]));

    [Fact]
    public void A_curve_that_falls_has_none() => Assert.Null(Knee.Of([(0, 5), (5, 3), (10, 1)]));

    [Fact]
    public void A_curve_that_is_mostly_noise_has_none() => Assert.Null(Knee.Of([(0, 1), (2, 40), (5, 9), (8, 70), (9, 6), (10, 160)]));

    [Fact]
    public void Two_points_have_none() => Assert.Null(Knee.Of([(0, 1), (10, 11)]));
}
