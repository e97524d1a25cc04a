using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Agent.Roles;
using InterContainer.Agent.Scenarios;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

/// <summary>The scenarios against responders of which arithmetic says what has to come out, in time that passes only on demand.</summary>
public sealed class KnownAnswerTests
{
    private const long Ms = 1_000_000;
    private const long Us = 1_000;

    // Three significant digits.
    private const double Resolution = 0.001;

    [Fact]
    public async Task A_constant_delay_is_every_percentile()
    {
        var seen = await RoundTripAsync((_, _) => 1 * Ms);

        Assert.Equal(1.0 * Ms, seen.LatencyNs!.P50, Resolution * Ms);
        Assert.Equal(1.0 * Ms, seen.LatencyNs.P999, Resolution * Ms);
        Assert.Equal(0.5 * Ms, seen.ForwardNs!.P50, Resolution * Ms);
        Assert.Equal(0.5 * Ms, seen.BackNs!.P999, Resolution * Ms);
        Assert.Equal(seen.LatencyNs.Mean, seen.ForwardNs.Mean + seen.BackNs.Mean, 2 * Resolution * Ms);
        Assert.Null(seen.WarmUpMissed);
        Assert.All(seen.Windows, window => Assert.Equal(new Window(50, 50 * Ms), window));
    }

    [Fact]
    public async Task Of_two_delays_each_has_its_part()
    {
        var seen = await RoundTripAsync((number, _) => number % 5 == 0 ? 5 * Ms : 1 * Ms);

        Assert.Equal(1.0 * Ms, seen.LatencyNs!.P50, Resolution * Ms);
        Assert.Equal(5.0 * Ms, seen.LatencyNs.P90, 5 * Resolution * Ms);
    }

    [Fact]
    public async Task Of_exponential_delays_the_percentiles_are_logarithms()
    {
        // Multiples of the golden ratio spread evenly over 0 to 1.
        var seen = await RoundTripAsync((number, _) => (long)(-Math.Log(1 - (number * 0.6180339887498949 % 1)) * 100 * Us));

        Assert.Equal(100 * Us * Math.Log(2), seen.LatencyNs!.P50, 2 * Us);
        Assert.Equal(100 * Us * Math.Log(100), seen.LatencyNs.P99, 10 * Us);
    }

    [Fact]
    public async Task A_cold_plateau_is_not_measured()
    {
        // 1.6 s without any trend, of which nothing tells but the number of messages: as long as code is interpreted, or compiled for no speed.
        var seen = await RoundTripAsync((number, _) => number < 400 ? 4 * Ms : 100 * Us);

        Assert.Null(seen.WarmUpMissed);
        Assert.InRange(seen.LatencyNs!.Max, 1, 101 * Us);
    }

    [Fact]
    public async Task A_responder_that_compiles_is_warmed_up_until_it_has_done()
    {
        // It takes as long as ever, but half of its first two seconds are spent compiling.
        var clock = new VirtualClock();
        var start = clock.NowNs;
        var cell = RoundTripCell(50);
        var compiling = new KnownDelay(clock, (_, _) => 1 * Ms)
        {
            Compiled = () => new RuntimeCounters(1, Math.Min(clock.NowNs - start, 2000 * Ms) / 2, 0, 0, 0),
        };

        var seen = await new RoundTripScenario([new Worker(compiling, 0, cell, Dog(), clock)], cell, clock, Meter(), new AgentOutput(Stream.Null)).RunAsync();

        Assert.Null(seen.WarmUpMissed);
        Assert.True(compiling.FirstMeasuredNs - start > 2000 * Ms);
    }

    [Fact]
    public async Task What_begins_cold_is_measured_again()
    {
        // After the 540 messages of rehearsal and warm-up, 100 of twice the time.
        var seen = await RoundTripAsync((number, _) => number is >= 600 and < 700 ? 2 * Ms : 1 * Ms);

        Assert.Null(seen.WarmUpMissed);
        Assert.Equal(20 * 50, seen.LatencyNs!.Count);
        Assert.InRange(seen.LatencyNs.Max, 1, (1 + Resolution) * Ms);
    }

    [Fact]
    public async Task What_was_compiled_while_it_was_measured_is_measured_again()
    {
        // 20 ms of compiling in 1 s, which no window tells.
        var clock = new VirtualClock();
        var cell = RoundTripCell(50);
        var number = 0L;
        var compiling = new KnownDelay(clock, (now, _) => (number = now) == 800 ? 5 * Ms : 1 * Ms)
        {
            Compiled = () => new RuntimeCounters(1, number < 800 ? 0 : 20 * Ms, 0, 0, 0),
        };

        var seen = await new RoundTripScenario([new Worker(compiling, 0, cell, Dog(), clock)], cell, clock, Meter(), new AgentOutput(Stream.Null)).RunAsync();

        Assert.Null(seen.WarmUpMissed);
        Assert.InRange(seen.LatencyNs!.Max, 1, (1 + Resolution) * Ms);
    }

    [Fact]
    public async Task What_began_cold_when_the_time_of_warm_up_was_over_is_said()
    {
        var seen = await RoundTripAsync((number, _) => number is >= 600 and < 700 ? 2 * Ms : 1 * Ms, maxWarmUpMs: 1000);

        Assert.Matches("^its first 3 measured windows had 70 % of the rate of its last half$", seen.WarmUpMissed);
    }

    [Fact]
    public async Task Where_time_is_up_before_the_code_is_warm_it_is_said_what_was_missing()
    {
        var clock = new VirtualClock();
        var start = clock.NowNs;
        var cell = RoundTripCell(50);
        var compiling = new KnownDelay(clock, (_, _) => 1 * Ms) { Compiled = () => new RuntimeCounters(1, (clock.NowNs - start) / 2, 0, 0, 0) };

        var seen = await new RoundTripScenario([new Worker(compiling, 0, cell, Dog(), clock)], cell, clock, Meter(), new AgentOutput(Stream.Null)).RunAsync();

        Assert.Contains("code was still being compiled", seen.WarmUpMissed!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_that_are_not_stationary_are_measured_on_within_a_bound()
    {
        // Slower and slower, after the 500 messages of the warm-up.
        var seen = await RoundTripAsync((number, _) => number < 1200 ? 1 * Ms : number * Us);

        Assert.Equal(30, seen.Windows.Count);
    }

    [Fact]
    public async Task Under_load_a_stall_is_felt_by_all_that_were_due_meanwhile()
    {
        // 200 ms in every second, at 1000/s: of 1000 messages 200 wait, evenly for 0 to 200 ms.
        var seen = await StallUnderLoadAsync();

        Assert.Equal(10_000, seen.Scheduled);
        Assert.Equal(10_000, seen.LatencyNs!.Count);
        Assert.Equal(10.0 * Us, seen.LatencyNs.P50, 1 * Us);
        Assert.Equal(100.0 * Ms, seen.LatencyNs.P90, 3 * Ms);
        Assert.Equal(190.0 * Ms, seen.LatencyNs.P99, 3 * Ms);
        Assert.Equal(199.0 * Ms, seen.LatencyNs.P999, 3 * Ms);
        // From the moment of sending only the one that was under way waited: what a closed loop would have said.
        Assert.Equal(10.0 * Us, seen.ServiceTimeNs!.P99, 1 * Us);
    }

    [Fact]
    public async Task A_closed_loop_hides_the_same_stall()
    {
        var seen = await StallInClosedLoopAsync();

        Assert.Equal(10.0 * Us, seen.LatencyNs!.P999, 1 * Us);
        Assert.InRange(seen.LatencyNs.Max, 150 * Ms, 201 * Ms);
    }

    [Fact]
    public async Task More_than_can_be_done_is_late_and_ends_in_time()
    {
        // One message takes 10 µs, ten times the interval: in a second 100,000 of a million are answered.
        var seen = await LoadAsync(1_000_000, 1000, (_, _) => 10 * Us);

        // Those wait 0 to 900 ms. The other 900,000 were due after 100 ms and waited for 900 ms and less: at least.
        Assert.Equal(1_000_000, seen.Scheduled);
        Assert.Equal(100_000, seen.ServiceTimeNs!.Count);
        Assert.Equal(100_000, seen.SendLatenessNs!.Count);
        Assert.Equal(450.0 * Ms, seen.SendLatenessNs.P50, 1 * Ms);
        Assert.Equal(900.0 * Ms, seen.SendLatenessNs.Max, 1 * Ms);
        Assert.Equal(1_000_000, seen.LatencyNs!.Count);
        Assert.Equal(450.0 * Ms, seen.LatencyNs.P50, 1 * Ms);
        Assert.Equal(891.0 * Ms, seen.LatencyNs.P99, 1 * Ms);
    }

    [Fact]
    public async Task One_message_a_second_is_one_message_a_second()
    {
        var seen = await LoadAsync(1, 10_000, (_, _) => 1 * Ms);

        Assert.Equal(10, seen.LatencyNs!.Count);
        Assert.Equal(1, seen.SendLatenessNs!.Max);
        Assert.Equal(10.0 / 9, seen.Windows.Sum(window => window.ElapsedNs) / 9e9 * 10 / 9, 0.01);
    }

    [Fact]
    public async Task A_clock_that_goes_back_is_counted_and_in_no_figure()
    {
        // After the hundred or so of the rehearsal and of warm-up.
        var seen = await LoadAsync(1000, 1000, (number, _) => number == 500 ? -5 * Ms : 1 * Us);

        Assert.True(seen.BeforeSent > 0);
        Assert.InRange(seen.LatencyNs!.Max, 1, 1 * Ms);
    }

    [Fact]
    public async Task Several_initiators_share_the_rate()
    {
        var clock = new VirtualClock();
        var cell = LoadCell(1000, 1000) with { Initiators = 4 };
        Worker[] workers = [.. Enumerable.Range(0, 4).Select(i => new Worker(new KnownDelay(clock, (_, _) => 0), i, cell, Dog(), clock))];
        foreach (var (i, worker) in workers.Index())
            await worker.FollowAsync(new ArrivalSchedule(1000, Arrivals.Constant, i, 4), 0, 1000 * Ms, Phase.Measured, _ => { });

        Assert.All(workers, worker => Assert.Equal(250, worker.Scheduled));
    }

    [Fact]
    public async Task What_a_bad_transport_does_to_a_stream_is_counted_exactly()
    {
        var cell = new Cell { Transport = "bad", Scenario = Scenario.Stream, Timing = new Timing { WindowMs = 1, MaxWindows = 5 } };
        var (clock, responder) = (new VirtualClock(), new AgentResponder(cell));
        await using var bad = new BadTransport(clock, responder);
        var seen = await new StreamScenario([bad], new InMemory().Traits, cell, Dog(), clock, Meter(), new AgentOutput(Stream.Null)).RunAsync();
        var arrived = responder.Summary().Verified;

        Assert.True(bad.Dropped > 10);
        Assert.Equal(seen.Sent - bad.Dropped - bad.Corrupted, arrived.Received);
        Assert.Equal((bad.Duplicated, bad.Reordered, bad.Corrupted), (arrived.Duplicated, arrived.Reordered, arrived.Corrupted));
    }

    internal static Task<Measurement> StallUnderLoadAsync() => LoadAsync(1000, 10_000, Stalling);

    internal static Task<Measurement> StallInClosedLoopAsync() => RoundTripAsync(Stalling, windowMs: 500);

    private static long Stalling(long number, long nowNs)
    {
        var inSecond = nowNs % (1000 * Ms);
        // Neither at the beginning nor at the end of a load, which begins after a warm-up of three quarters of a second.
        return inSecond is >= 200 * Ms and < 400 * Ms ? (400 * Ms) - inSecond + (10 * Us) : 10 * Us;
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(10_000, 3)]
    public async Task After_a_silence_the_time_is_that_from_sending_and_not_what_the_sender_overslept(int silenceMs, int messages)
    {
        var clock = new VirtualClock { OversleptNs = 7 * Ms };
        var lastNs = clock.NowNs;
        List<long> silencesNs = [];
        // After a silence the responder takes 2 ms, and the third time 5 ms.
        var initiator = new KnownDelay(clock, (_, nowNs) =>
        {
            var silentNs = nowNs - lastNs;
            if (silentNs > 50 * Ms)
                silencesNs.Add(silentNs);
            var delayNs = silentNs < 50 * Ms ? 10 * Us : silencesNs.Count == 3 ? 5 * Ms : 2 * Ms;
            lastNs = nowNs + delayNs;
            return delayNs;
        });

        var seen = await WakeAsync(clock, initiator, silenceMs, messages, 30_000);

        Assert.Equal((messages, messages), (seen.LatencyNs!.Count, silencesNs.Count));
        // The samples of the runner lie before the first silence.
        Assert.All(silencesNs.Skip(1), silentNs => Assert.Equal((silenceMs + 7) * Ms, silentNs));
        Assert.Equal(2.0 * Ms, seen.LatencyNs.P50, 2 * Resolution * Ms);
        Assert.Equal(5.0 * Ms, seen.LatencyNs.Max, 5 * Resolution * Ms);
        Assert.Empty(seen.Windows);
        Assert.Null(seen.ServiceTimeNs ?? seen.SendLatenessNs);
        Assert.Null(seen.WarmUpMissed);
    }

    [Fact]
    public async Task A_wake_is_measured_once_its_paths_are_warm()
    {
        var clock = new VirtualClock();

        var seen = await WakeAsync(clock, new KnownDelay(clock, (_, _) => 100 * Us), 1000, 2, 100);

        // 100 ms hold fewer than the 500 messages that it takes.
        Assert.Contains("of 500 messages", seen.WarmUpMissed, StringComparison.Ordinal);
    }

    private static Task<Measurement> WakeAsync(VirtualClock clock, KnownDelay initiator, int silenceMs, int messages, int maxWarmUpMs)
    {
        var timing = new Timing { WindowMs = 50, MaxWarmUpMs = maxWarmUpMs, WakeUps = messages };
        var cell = new Cell { Transport = "known", Scenario = Scenario.Wake, SilenceMs = silenceMs, Timing = timing };
        return new WakeScenario(new Worker(initiator, 0, cell, Dog(), clock), cell, clock, Meter(), new AgentOutput(Stream.Null)).RunAsync();
    }

    private static async Task<Measurement> RoundTripAsync(Func<long, long, long> delayNs, int windowMs = 50, int maxWarmUpMs = 3000)
    {
        var clock = new VirtualClock();
        var cell = RoundTripCell(windowMs, maxWarmUpMs);
        return await new RoundTripScenario(
            [new Worker(new KnownDelay(clock, delayNs), 0, cell, Dog(), clock)],
            cell,
            clock,
            Meter(),
            new AgentOutput(Stream.Null))
            .RunAsync();
    }

    private static Cell RoundTripCell(int windowMs, int maxWarmUpMs = 3000) =>
        new() { Transport = "known", Timing = new Timing { WindowMs = windowMs, MaxWarmUpMs = maxWarmUpMs, MinWindows = 20, MaxWindows = 20 } };

    private static async Task<Measurement> LoadAsync(double rate, int forMs, Func<long, long, long> delayNs)
    {
        var clock = new VirtualClock();
        var cell = LoadCell(rate, forMs);
        return await new LoadScenario([new Worker(new KnownDelay(clock, delayNs), 0, cell, Dog(), clock)], cell, clock, Meter(), new AgentOutput(Stream.Null))
            .RunAsync();
    }

    private static Cell LoadCell(double rate, int forMs) => new()
    {
        Transport = "known",
        Scenario = Scenario.Load,
        OfferedRate = rate,
        Timing = new Timing { WindowMs = forMs / 20, MaxWarmUpMs = 1, MaxWindows = 20 },
    };

    // What the test process compiles has nothing to do with a clock that stands still meanwhile.
    private static CostMeter Meter() => new(runtime: () => default);

    private static Watchdog Dog() => new(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
}
