using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class CountersTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void What_was_used_is_the_difference_of_two_samples()
    {
        var first = Sample(
            5,
            5 * Second,
            new ResourceUsage { UserNs = 100, SystemNs = 100, NetworkBytesSent = 1000, DiskBytesWritten = 50, VoluntarySwitches = 10 },
            1000);
        var last = Sample(
            7,
            5.5 * Second,
            new ResourceUsage { UserNs = 400, SystemNs = 200, NetworkBytesSent = 5000, DiskBytesWritten = 850, VoluntarySwitches = 4 },
            3000);

        var cost = Counters.Between(first, last, 2000)!;

        // Half a second of CPU time in two seconds is a quarter of a core; of 2,000 messages that is 250 µs for each.
        Assert.Equal(
            (250_000.0, 0.25, 3000, 2000, 2 * Second),
            (cost.CpuNsPerMessage, cost.CpuCores, cost.PeakMemoryBytes, cost.MeanMemoryBytes, cost.MeasuredNs));
        // Sampled as three to one, and made to add up.
        Assert.Equal((187_500.0, 62_500.0), (cost.PerMessage!.UserNs, cost.PerMessage.SystemNs));
        Assert.Equal((2.0, 2000.0, 0.4), (cost.PerMessage.NetworkBytesSent, cost.PerSecond!.NetworkBytesSent, cost.PerMessage.DiskBytesWritten));
        // A process has ended and taken its count with it.
        Assert.Null(cost.PerMessage.VoluntarySwitches);
    }

    [Fact]
    public void Of_two_bounds_of_what_was_written_the_lower_holds()
    {
        var first = Sample(1, 0, new ResourceUsage { DiskBytesWritten = 0 }, 0) with { HandedBytes = 1000 };
        var last = Sample(2, 1, new ResourceUsage { DiskBytesWritten = 1_000_000 }, 0) with { HandedBytes = 9000 };

        Assert.Equal(80, Counters.Between(first, last, 100)!.PerMessage!.DiskBytesWritten);
    }

    [Fact]
    public void Where_nothing_was_sent_nothing_is_charged_by_the_message()
    {
        var cost = Counters.Between(
            Sample(1, 0, new ResourceUsage { VoluntarySwitches = 0 }, 10),
            Sample(3, Second, new ResourceUsage { VoluntarySwitches = 8 }, 10),
            0)!;

        Assert.Null(cost.CpuNsPerMessage);
        Assert.Null(cost.PerMessage);
        Assert.Equal((0.5, 4.0), (cost.CpuCores, cost.PerSecond!.VoluntarySwitches));
    }

    [Fact]
    public void Without_two_moments_there_is_no_cost()
    {
        var sample = Sample(1, 0, new ResourceUsage(), 0);

        Assert.Null(Counters.Between(null, sample, 1));
        Assert.Null(Counters.Between(sample, null, 1));
        Assert.Null(Counters.Between(sample, sample, 1));
    }

    [Fact]
    public void Of_several_services_the_sum_is_charged()
    {
        var sum = Sample(1, 10, new ResourceUsage { NetworkBytesSent = 1, CpuThrottledNs = 1 }, 100)
            .Plus(Sample(1, 20, new ResourceUsage { NetworkBytesSent = 2 }, 200));

        Assert.Equal((30.0, 3.0, null, 300L), (sum.CpuNs, sum.Totals.NetworkBytesSent, sum.Totals.CpuThrottledNs, sum.MemoryBytes));
    }

    [Fact]
    public void Rounds_are_weighed_by_their_messages_and_their_time()
    {
        var one = Counters.Between(
            Sample(0, 0, new ResourceUsage { NetworkBytesSent = 0 }, 10),
            Sample(1, Second, new ResourceUsage { NetworkBytesSent = 100 }, 10),
            100);
        var three = Counters.Between(
            Sample(0, 0, new ResourceUsage { NetworkBytesSent = 0 }, 30),
            Sample(3, Second, new ResourceUsage { NetworkBytesSent = 900 }, 30),
            300);

        var merged = RoleCost.Merge(one, three)!;

        // Two seconds of CPU time for 400 messages in 4 s.
        Assert.Equal((2.0 * Second / 400, 0.5, 30L, 25L), (merged.CpuNsPerMessage, merged.CpuCores, merged.PeakMemoryBytes, merged.MeanMemoryBytes));
        Assert.Equal((2.5, 250.0), (merged.PerMessage!.NetworkBytesSent, merged.PerSecond!.NetworkBytesSent));
        Assert.Equal(one, RoleCost.Merge(one, null));
    }

    [Fact]
    public void Idle_rounds_add_up_as_well()
    {
        var idle = Counters.Between(Sample(0, 0, new ResourceUsage(), 10), Sample(1, Second / 2, new ResourceUsage(), 10), 0);

        var merged = RoleCost.Merge(idle, idle)!;

        Assert.Equal((null, 0.5, 2 * Second), (merged.CpuNsPerMessage, merged.CpuCores, merged.MeasuredNs));
    }

    private static Counters Sample(int second, double cpuNs, ResourceUsage totals, long memory) => new(second * Second, cpuNs, totals) { MemoryBytes = memory };
}
