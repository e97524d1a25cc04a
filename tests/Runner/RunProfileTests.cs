using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

/// <summary>What a person asks for in place of an profile's own, and the time that a plan takes.</summary>
public class RunProfileTests
{
    [Fact]
    public void Without_a_word_the_pace_is_the_efforts()
    {
        Assert.Equal(RunProfile.Default.Timing, RunProfile.Default.TimingWithin(Conditions.Default));
        Assert.Equal(RunProfile.Default.Timing.WithinLimit(), RunProfile.Default.TimingWithin(new Conditions { Cpus = 0.5 }));
    }

    [Theory]
    [InlineData(10_000, null, 200, 50)]
    [InlineData(10_000, 0.5, 50, 200)]
    [InlineData(50, null, 1, 50)]
    [InlineData(50, 0.5, 1, 200)]
    public void A_duration_is_so_many_windows(int milliseconds, double? cpus, int windows, int windowMs)
    {
        var timing = (RunProfile.Default with { Duration = TimeSpan.FromMilliseconds(milliseconds) }).TimingWithin(new Conditions { Cpus = cpus });

        Assert.Equal((windows, windows, windowMs, milliseconds), (timing.MinWindows, timing.MaxWindows, timing.WindowMs, timing.IdleMs));
    }

    [Fact]
    public void A_warm_up_of_at_least_so_long_has_the_efforts_time_after_that_to_get_warm()
    {
        var profile = RunProfile.Default with { WarmUp = TimeSpan.FromSeconds(5) };

        Assert.Equal(
            (5000, 5000 + RunProfile.Default.Timing.MaxWarmUpMs),
            (profile.TimingWithin(Conditions.Default).MinWarmUpMs, profile.TimingWithin(Conditions.Default).MaxWarmUpMs));
        Assert.Equal(
            (5000, 20_000),
            (
                (profile with { MaxWarmUp = TimeSpan.FromSeconds(20) }).TimingWithin(Conditions.Default) is var timing ? timing.MinWarmUpMs : 0,
                timing.MaxWarmUpMs));
    }

    [Theory]
    [InlineData(100, 60)]
    [InlineData(20, 300)]
    [InlineData(1, 400)]
    [InlineData(5000, 18)]
    public void A_load_is_measured_for_300_messages_within_20_seconds(double rate, int windows)
    {
        Assert.Equal(windows, RunProfile.Default.TimingWithin(Conditions.Default, rate).MaxWindows);
        Assert.Equal(40, (RunProfile.Default with { Duration = TimeSpan.FromSeconds(2) }).TimingWithin(Conditions.Default, rate).MaxWindows);
    }

    [Theory]
    [InlineData(1, 30, 15)]
    [InlineData(100, 30, 15)]
    [InlineData(400, 15, 8)]
    [InlineData(1000, 10, 5)]
    [InlineData(10_000, 3, 2)]
    [InlineData(60_000, 3, 2)]
    public void The_longer_the_silence_the_fewer_messages_follow_one(int silenceMs, int messages, int quick)
    {
        // 3 × √(10 s / silence): of 400 ms 3 × 5, of 1 s 3 × 3.16.
        Assert.Equal(
            (messages, messages, quick),
            (RunProfile.Default.WakeUps(silenceMs), RunProfile.Thorough.WakeUps(silenceMs), RunProfile.Quick.WakeUps(silenceMs)));
        Assert.Equal(Math.Max(1, 20_000 / silenceMs), (RunProfile.Quick with { Duration = TimeSpan.FromSeconds(20) }).WakeUps(silenceMs));
    }

    [Fact]
    public void A_plan_has_the_time_of_its_silences()
    {
        static TimeSpan Time(int silenceMs, int messages)
        {
            var cell = new Cell
            {
                Transport = "tcp",
                Scenario = Scenario.Wake,
                SilenceMs = silenceMs,
                Timing = RunProfile.Default.Timing with { WakeUps = messages },
            };
            return PlanTime.Of(Plan.InRounds([new PlannedCell(TransportChoice.Parse("tcp", Catalogue.BuiltIn), cell, 1)], 1, 1));
        }

        Assert.Equal(TimeSpan.FromSeconds(30 - 3), Time(10_000, 3) - Time(100, 30));
    }

    [Fact]
    public void Agents_are_waited_for_as_long_as_they_may_take()
    {
        // Limited: 4 × 4.5 s of warm-up, and 20 s of a slow load, or half as many more windows where they are not stationary.
        Assert.Equal(TimeSpan.FromSeconds(18 + 30), RunProfile.Default.LongestCell);
        Assert.Equal(
            TimeSpan.FromSeconds(20 + 90),
            (RunProfile.Default with { MaxWarmUp = TimeSpan.FromSeconds(20), Duration = TimeSpan.FromSeconds(60) }).LongestCell);
    }

    [Fact]
    public void A_plan_takes_as_much_longer_as_it_measures_longer()
    {
        static TimeSpan Time(RunProfile profile, int rounds = 1, params string[] transports) => PlanTime.Of(Plan.InRounds(
            [
                .. transports.Select(transport => new PlannedCell(
                    TransportChoice.Parse(transport, Catalogue.BuiltIn),
                    new Cell { Transport = transport, Timing = profile.TimingWithin(Conditions.Default) },
                    1)),
            ],
            rounds,
            1));

        var ten = RunProfile.Default with { Duration = TimeSpan.FromSeconds(10) };
        var one = Time(ten, 1, "tcp");
        Assert.Equal(TimeSpan.FromSeconds(50), Time(ten with { Duration = TimeSpan.FromSeconds(60) }, 1, "tcp") - one);
        Assert.Equal(6 * one, Time(ten, 3, "tcp", "udp"));
        Assert.InRange(Time(ten with { WarmUp = TimeSpan.FromSeconds(30) }, 1, "tcp"), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(43));
    }

    [Fact]
    public void An_idle_agent_is_not_given_up_while_it_is_idle()
    {
        static int Limit(Scenario scenario)
        {
            var cell = new Cell { Transport = "tcp", Scenario = scenario, Timing = new Timing { IdleMs = 60_000 } };
            var request = new InterContainer.Runner.Execution.AgentRequest(Role.Initiator, cell);
            return request.On(new PairEndpoints { Channel = "idle" }, []).SilenceLimitSeconds;
        }

        Assert.Equal(60, Limit(Scenario.Idle) - Limit(Scenario.RoundTrip));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(10_000, 10)]
    public void A_silent_agent_is_not_given_up_while_any_of_its_cells_is_silent(int silenceMs, int seconds)
    {
        static Cell Of(int? silenceMs) => new() { Transport = "tcp", Scenario = silenceMs is null ? Scenario.RoundTrip : Scenario.Wake, SilenceMs = silenceMs };
        static int Limit(params IReadOnlyList<Cell> cells)
        {
            var part = new InterContainer.Runner.Execution.AgentRequest(Role.Initiator, cells[0]) { MoreCells = [.. cells.Skip(1)] };
            return part.On(new PairEndpoints { Channel = "silent" }, []).SilenceLimitSeconds;
        }

        Assert.Equal(seconds, Limit(Of(50), Of(silenceMs)) - Limit(Of(null)));
    }
}
