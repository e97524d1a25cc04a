using InterContainer.Runner.Execution;

namespace InterContainer.Tests.Runner;

public class CapacitySearchTests
{
    [Theory]
    [InlineData(1000, 900)]
    [InlineData(1000, 1000)]
    [InlineData(1000, 4321)]
    [InlineData(1000, 12)]
    public async Task The_capacity_is_bracketed_from_any_guess(double start, double capacity)
    {
        List<double> asked = [];
        var found = await CapacitySearch.FindAsync(start, rate =>
        {
            asked.Add(rate);
            return Task.FromResult(rate <= capacity);
        });

        Assert.True(found is var (held, notHeld) && held <= capacity && notHeld > capacity && notHeld / held <= CapacitySearch.Narrow);
        // The one that is reported was sustained twice.
        Assert.Equal(2, asked.Count(rate => rate == found!.Value.Held));
    }

    [Fact]
    public async Task A_rate_that_is_held_once_only_is_not_the_capacity()
    {
        HashSet<double> seen = [];
        // Above 950 only the first try is held.
        var found = await CapacitySearch.FindAsync(900, rate => Task.FromResult(rate <= 950 || (rate <= 1000 && seen.Add(rate))));

        Assert.InRange(found!.Value.Held, 850, 950);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_everything_or_nothing_is_held_there_is_no_capacity(bool holds) =>
        Assert.Null(await CapacitySearch.FindAsync(1000, _ => Task.FromResult(holds)));
}
