using InterContainer.Runner.Launching;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Runner;

public class DisturbanceTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Steal_is_a_part_of_all_ticks_and_pressure_of_the_time()
    {
        var before = HostLoad.Parse("cpu  100 0 50 800 10 5 5 30 0 0", "some avg10=1.0 avg60=1.0 avg300=1.0 total=1000000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", Start);
        var after = HostLoad.Parse("cpu  150 0 80 900 10 5 5 50 0 0", "some avg10=1.0 avg60=1.0 avg300=1.0 total=1500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n", Start.AddSeconds(2));

        // 20 of 200 ticks; half a second of two.
        Assert.Equal(new Disturbance(0.1, 0.25), Disturbance.Between(before, after));
    }

    [Fact]
    public void Without_pressure_there_is_steal_alone()
    {
        var before = HostLoad.Parse("cpu 1 1 1 1 1 1 1 1", null, Start);
        var after = HostLoad.Parse("cpu 2 2 2 2 2 2 2 2", null, Start.AddSeconds(1));

        Assert.Equal(new Disturbance(1.0 / 8, null), Disturbance.Between(before, after));
    }

    [Fact]
    public void Where_the_machine_does_not_say_nothing_is_said()
    {
        Assert.Null(Disturbance.Between(null, null));
        Assert.Throws<FormatException>(() => HostLoad.Parse("cpu 1 2 3", null, Start));
    }

    [Fact]
    public void Of_two_rounds_the_worse_counts() =>
        Assert.Equal(new Disturbance(0.3, 0.5), Disturbance.Worse(new Disturbance(0.3, 0.1), new Disturbance(0.2, 0.5)));
}
