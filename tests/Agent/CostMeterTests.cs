using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Agent.Roles;
using InterContainer.Agent.Scenarios;
using InterContainer.Protocol;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

/// <summary>
/// The method's own error: a role that burns a known amount of CPU time, by another clock's word, is charged that amount. Alone, because others of this process
/// burn as well.
/// </summary>
[Collection(nameof(WholeRuns))]
public sealed partial class CostMeterTests
{
    private const double Tolerance = 0.03;

    [Fact]
    public async Task A_role_is_charged_what_it_burnt_in_the_measured_windows_and_not_in_warm_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the independent clock, clock_gettime(CLOCK_THREAD_CPUTIME_ID), is Linux's; run this test there");
        var cell = new Cell { Transport = "burn", Timing = new Timing { WindowMs = 250, MaxWarmUpMs = 2500, MinWindows = 20, MaxWindows = 20 } };
        using var watchdog = new Watchdog(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var responder = new AgentResponder(cell);
        var burn = new Burn(responder);

        var seen = await new RoundTripScenario(
            [new Worker(burn, 0, cell, watchdog, RealClock.Instance)], cell, RealClock.Instance, new CostMeter(), new AgentOutput(Stream.Null)).RunAsync();

        var (initiator, answering) = (seen.Cost!, responder.Summary().Cost!);
        // What warm-up burns would be seen if it were charged.
        Assert.True(burn.UnmeasuredNs > burn.MeasuredNs / 4);
        // The measured ones: those of the windows, and those passed over until the level of warm-up was reached again.
        Assert.Equal(burn.Measured, initiator.Messages);
        Assert.True(seen.Windows.Sum(window => window.Messages) <= initiator.Messages);
        Assert.InRange(initiator.CpuNsPerMessage!.Value * initiator.Messages / burn.MeasuredNs, 1 - Tolerance, 1 + Tolerance);
        // The other end is in the same process, so between its edges the same was burnt.
        Assert.Equal(initiator.Messages + 1, answering.Messages);
        Assert.InRange(answering.CpuNsPerMessage!.Value * answering.Messages / burn.MeasuredNs, 1 - Tolerance, 1 + Tolerance);
        Assert.Equal(initiator.CpuNsPerMessage.Value, initiator.PerMessage!.UserNs!.Value + initiator.PerMessage.SystemNs!.Value, 1.0);
        Assert.InRange(initiator.PeakMemoryBytes, initiator.MeanMemoryBytes!.Value * 9 / 10, long.MaxValue);
    }

    [Fact]
    public async Task An_idle_pair_is_charged_for_its_time_and_not_by_the_message()
    {
        var cell = new Cell { Transport = "quiet", Scenario = Scenario.Idle, Timing = new Timing { IdleMs = 50 } };
        using var watchdog = new Watchdog(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var responder = new AgentResponder(cell);

        RoleCost? chargedBeforeTheCount = null;

        var seen = await new IdleScenario(
            [new Worker(new Burn(responder), 0, cell, watchdog, RealClock.Instance)],
            cell,
            new CostMeter(),
            new AgentOutput(Stream.Null),
            Count)
            .RunAsync(watchdog.Token);

        SocketCounts Count()
        {
            chargedBeforeTheCount = responder.Summary().Cost;
            return new SocketCounts(3, 2, 1);
        }

        Assert.Equal(new SocketCounts(3, 2, 1), seen.Sockets);
        Assert.Null(chargedBeforeTheCount);
        Assert.Empty(seen.Windows);
        Assert.Null(seen.LatencyNs);
        // Every message was verified, those that tell of the edges as well.
        Assert.Equal(seen.Sent, responder.Summary().Verified.Received);
        Assert.All([seen.Cost!, responder.Summary().Cost!], cost =>
        {
            Assert.Null(cost.CpuNsPerMessage ?? cost.PerMessage?.UserNs);
            // The runtime's timers count the kernel's ticks, some ms each, and may end within one of them.
            Assert.InRange(cost.MeasuredNs, 40_000_000, long.MaxValue);
        });
    }

    [Fact]
    public void Without_both_edges_there_is_no_cost()
    {
        var meter = new CostMeter();
        Assert.Null(meter.Cost());
        meter.Begin();
        Assert.Null(meter.Cost());
    }

    /// <summary>Burns 20 ms for each measured message, and 40 for any other, and counts what that was by a clock that the harness does not use.</summary>
    private sealed partial class Burn(IResponder responder) : IInitiator
    {
        private const long ShortNs = 20_000_000;
        private const int ThreadCpuTime = 3;

        public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public long MeasuredNs { get; private set; }

        public long UnmeasuredNs { get; private set; }

        public long Measured { get; private set; }

        // Compiled for speed at once, so that nothing is compiled in the background, which would be charged and is not counted here.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            MessageHeader.TryRead(request.Span, out var header);
            var before = Now();
            // Those that tell of the edges lie on one side of one edge and on the other of another, so they burn nothing.
            var length = responder.Respond(request.Span, reply.Span);
            var forNs = header.Phase switch { Phase.Measured => ShortNs, Phase.WarmUp => 2 * ShortNs, _ => 0 };
            while (Now() - before < forNs)
                Thread.SpinWait(100);
            Measured += header.Phase == Phase.Measured ? 1 : 0;
            if (header.Phase == Phase.Measured)
                MeasuredNs += Now() - before;
            else
                UnmeasuredNs += Now() - before;
            return new(length);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => default;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static long Now() => OperatingSystem.IsLinux() && Ask(ThreadCpuTime, out var time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : 0;

        // 64-bit Linux: https://man7.org/linux/man-pages/man2/clock_gettime.2.html
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        [LibraryImport("libc", EntryPoint = "clock_gettime")]
        private static partial int Ask(int clock, out TimeSpec time);

        [StructLayout(LayoutKind.Sequential)]
        private readonly struct TimeSpec
        {
            public readonly long Seconds;
            public readonly long Nanoseconds;
        }
    }
}
