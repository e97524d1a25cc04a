using InterContainer.Runner.Results;

namespace InterContainer.Tests.Runner;

public class InterferenceTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Steal_is_a_part_of_all_ticks_and_pressure_of_the_time()
    {
        var before = HostLoad.Parse(
            "cpu  100 0 50 800 10 5 5 30 0 0\ncpu0 50 0 25 400 5 3 3 15 0 0\ncpu1 50 0 25 400 5 2 2 15 0 0\nintr 1",
            "some avg10=1.0 avg60=1.0 avg300=1.0 total=1000000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
            Start);
        var after = HostLoad.Parse(
            "cpu  150 0 80 900 10 5 5 50 0 0\ncpu0 75 0 40 450 5 3 3 25 0 0\ncpu1 75 0 40 450 5 2 2 25 0 0\nintr 2",
            "some avg10=1.0 avg60=1.0 avg300=1.0 total=1500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
            Start.AddSeconds(2));

        // 20 of 200 ticks stolen; 80 busy, of which 0.5 of 2 processors, 50 ticks, are the cell's; half a second of two.
        Assert.Equal(new Interference(0.1, 0.4 - 0.25, 0.25), Interference.Between(before, after, 0.5));
    }

    [Fact]
    public void Without_pressure_there_is_steal_alone()
    {
        var before = HostLoad.Parse("cpu 1 1 1 1 1 1 1 1", null, Start);
        var after = HostLoad.Parse("cpu 2 2 2 2 2 2 2 2", null, Start.AddSeconds(1));

        Assert.Equal(new Interference(1.0 / 8, null, null), Interference.Between(before, after, null));
    }

    [Fact]
    public void A_cell_that_seems_to_use_more_than_was_used_has_no_other_CPU()
    {
        var before = HostLoad.Parse("cpu 1 1 1 1 1 1 1 1", null, Start);
        var after = HostLoad.Parse("cpu 2 2 2 2 2 2 2 2", null, Start.AddSeconds(1));

        Assert.Equal(0, Interference.Between(before, after, 2)!.OtherCpuFraction);
    }

    [Theory]
    [InlineData(0.049, 0.099, false)]
    [InlineData(0.051, 0.0, true)]
    [InlineData(0.0, 0.101, true)]
    public void Much_of_either_is_severe(double steal, double other, bool severe) =>
        Assert.Equal(severe, new Interference(steal, other, null).Severity >= 1);

    [Fact]
    public void Where_the_machine_does_not_say_nothing_is_said()
    {
        Assert.Null(Interference.Between(null, null, 1));
        Assert.Throws<FormatException>(() => HostLoad.Parse("cpu 1 2 3", null, Start));
    }

    [Fact]
    public void Of_two_rounds_the_worse_counts() =>
        Assert.Equal(new Interference(0.3, 0.2, 0.5), Interference.Worse(new Interference(0.3, null, 0.1), new Interference(0.2, 0.2, 0.5)));
}
