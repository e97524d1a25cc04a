using InterContainer.Agent.Measuring;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class ArrivalScheduleTests
{
    [Fact]
    public void Constant_arrivals_are_multiples_of_the_interval_and_do_not_drift()
    {
        var schedule = new ArrivalSchedule(3, Arrivals.Constant);
        var due = Enumerable.Range(0, 3001).Select(_ => schedule.Next()).ToList();

        Assert.Equal([0, 333_333_333, 666_666_667, 1_000_000_000], due[..4]);
        Assert.Equal(1_000_000_000_000, due[3000]);
    }

    [Fact]
    public void Lanes_take_turns()
    {
        var workers = Enumerable.Range(0, 4).Select(worker => new ArrivalSchedule(1000, Arrivals.Constant, worker, 4)).ToList();
        var due = Enumerable.Range(0, 3).SelectMany(_ => workers.Select(worker => worker.Next())).ToList();

        Assert.Equal(Enumerable.Range(0, 12).Select(i => i * 1_000_000L), due);
    }

    [Fact]
    public void Poisson_arrivals_have_the_rate_and_the_spread_of_their_distribution_and_are_the_same_every_time()
    {
        const int messages = 100_000;
        var (one, same) = (new ArrivalSchedule(1000, Arrivals.Poisson), new ArrivalSchedule(1000, Arrivals.Poisson));
        var due = Enumerable.Range(0, messages).Select(_ => one.Next()).ToList();
        var between = due.Zip(due.Skip(1), (earlier, later) => (double)(later - earlier)).ToList();
        var mean = between.Average();

        Assert.Equal(due, Enumerable.Range(0, messages).Select(_ => same.Next()));
        // Mean and deviation of an exponential distribution are equal; of so many their own error is a third of a percent.
        Assert.Equal(1e6, mean, 1.5e4);
        Assert.Equal(1e6, Math.Sqrt(between.Average(value => (value - mean) * (value - mean))), 1.5e4);
        // Of one, the part beyond its mean is 1/e.
        Assert.Equal(1 / Math.E, between.Count(value => value > 1e6) / (double)between.Count, 0.01);
    }
}
