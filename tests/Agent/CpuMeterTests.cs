using System.Diagnostics;
using InterContainer.Agent.Measuring;

namespace InterContainer.Tests.Agent;

public class CpuMeterTests
{
    [Fact]
    public void A_thread_that_burns_is_charged_at_least_what_it_burnt()
    {
        var meter = new CpuMeter();
        meter.Start();
        var burnt = Burn(TimeSpan.FromMilliseconds(200));
        meter.Stop(messages: 10);

        var cost = meter.Cost()!;

        // Other tests of this process may burn as well, so there is no upper bound but the machine.
        Assert.InRange(cost.CpuNsPerMessage, burnt.TotalNanoseconds / 10 * 0.97, double.MaxValue);
        Assert.InRange(cost.CpuCores, 0.01, Environment.ProcessorCount * 1.05);
        Assert.True(cost.PeakMemoryBytes > 0);
    }

    [Fact]
    public void Between_one_message_and_itself_there_is_no_cost()
    {
        var meter = new CpuMeter();
        Assert.Null(meter.Cost());
        meter.Count();
        Assert.Null(meter.Cost());
    }

    /// <summary>CPU time that this thread used, by the kernel's word.</summary>
    private static TimeSpan Burn(TimeSpan atLeast)
    {
        var before = ThreadTime();
        while (ThreadTime() - before < atLeast)
            Thread.SpinWait(1000);
        return ThreadTime() - before;
    }

    // Of the whole process where the platform does not say it of a thread: then it is an upper bound of what the meter must see.
    private static TimeSpan ThreadTime()
    {
        if (!OperatingSystem.IsLinux())
            return Process.GetCurrentProcess().TotalProcessorTime;
        var nanoseconds = File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0];
        return TimeSpan.FromMicroseconds(long.Parse(nanoseconds, System.Globalization.CultureInfo.InvariantCulture) / 1000.0);
    }
}
