using InterContainer.Agent.Measuring;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

/// <summary>When warm-up is over, on series of which arithmetic says it.</summary>
public class WarmUpTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void Level_windows_of_quiet_processes_are_warm_after_a_span()
    {
        Assert.Equal(12, WindowsUntilWarm(_ => 100, _ => 0));
    }

    [Fact]
    public void A_cold_plateau_is_not_warm_whatever_its_level()
    {
        // One message a window: 500 of them, and then the next sample.
        Assert.Equal(500, WindowsUntilWarm(_ => 1, _ => 0));
    }

    [Fact]
    public void What_is_compiled_at_either_end_counts()
    {
        // Every window of 100 ms has 2 ms of compiling until the 40th: at the 48th a span of 12 holds four of them, which are 0.7 % of it, and at the 44th
        // eight.
        Assert.Equal(48, WindowsUntilWarm(_ => 100, window => Math.Min(window, 40) * 2 * Ms));
    }

    [Fact]
    public void A_level_that_changes_is_watched_until_it_lies_behind()
    {
        // At the 12th window six of the span are of the old level, and at the 16th two, which chance could be.
        Assert.Equal(16, WindowsUntilWarm(window => window < 6 ? 50 : 100, _ => 0));
    }

    [Fact]
    public void The_least_time_is_kept()
    {
        Assert.Equal(60, WindowsUntilWarm(_ => 100, _ => 0, new Timing { MinWarmUpMs = 6000 }));
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        var warmUp = new WarmUp(new Timing());
        Assert.Equal("no window was seen", warmUp.Missing);
        warmUp.Sample([default, default]);
        warmUp.Add([new Window(3, 100 * Ms)]);
        warmUp.Sample([default, default]);
        Assert.Equal("3 of 500 messages went by", warmUp.Missing);
        warmUp.Add([new Window(3000, 100 * Ms)]);
        warmUp.Sample([default, default]);
        Assert.Equal("2 of 12 windows went by", warmUp.Missing);
    }

    [Fact]
    public void What_was_compiled_goes_into_a_reply_and_comes_out_to_the_microsecond()
    {
        var told = RuntimeCounters.Unpack(new RuntimeCounters(12_345, 6_789_012_345, 7, 8, 9).Packed);

        Assert.Equal((12_345, 6_789_012_000, 0), (told.CompiledMethods, told.CompileNs, told.GcCount));
    }

    // Windows of 100 ms.
    private static int WindowsUntilWarm(Func<int, long> messages, Func<int, long> responderCompiledNs, Timing? timing = null)
    {
        var warmUp = new WarmUp(timing ?? new Timing());
        for (var window = 0; window < 10_000; window += WarmUp.SampleEvery)
        {
            warmUp.Sample([default, new RuntimeCounters(0, responderCompiledNs(window), 0, 0, 0)]);
            if (warmUp.Missing is null)
                return window;
            warmUp.Add(Enumerable.Range(window, WarmUp.SampleEvery).Select(next => new Window(messages(next), 100 * Ms)));
        }

        return int.MaxValue;
    }
}
