using System.Globalization;
using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// One way, saturating. The sending ends only send; the rate is what the responder saw arrive. The last message of each asks for an
/// acknowledgement, so that the cell ends when all has arrived. Where a transport queues without bound, every
/// n-th message asks for one, so that at most n messages or <see cref="MaxQueuedBytes"/> are under way.
/// </summary>
internal sealed class StreamScenario(
    IReadOnlyList<IInitiator> places, Traits traits, Cell cell, Watchdog watchdog, IClock clock, CostMeter meter, AgentOutput output, int cellNumber = 0)
{
    public const int MaxQueuedMessages = 1024;
    public const int MaxQueuedBytes = 16 * 1024 * 1024;

    private readonly int _acknowledgeEvery = traits.SlowResponder == SlowResponder.UnboundedQueue
        ? Math.Clamp(MaxQueuedBytes / cell.PayloadBytes / places.Count, 1, Math.Max(1, MaxQueuedMessages / places.Count))
        : int.MaxValue;

    public async Task<Measurement> RunAsync()
    {
        StreamLane[] lanes = [.. places.Select((initiator, i) => new StreamLane(initiator, i, traits, cell, _acknowledgeEvery, watchdog, clock, cellNumber))];
        async ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() => [meter.RuntimeSoFar, RuntimeCounters.Unpack((await lanes[0].AcknowledgedAsync(Phase.Look)).TimeNs)];
        var warmedUp = await Lanes.WarmUpAsync(
            cell.Pace,
            clock,
            count => WindowsAsync(lanes, count, cell.Pace.WarmUpWindowNs, Phase.WarmUp),
            LookAsync,
            async pace => await PlayAsync(lanes, pace, new AgentOutput(Stream.Null), Phase.WarmUp));
        // What is sent varies with the buffers on the way, so it says nothing about precision or speed.
        var missed = await Lanes.PlayWarmAsync(
            warmedUp,
            clock,
            async () => ([], await PlayAsync(lanes, cell.Pace with { MinWindows = cell.Pace.MaxWindows }, output, Phase.Measured)),
            LookAsync,
            WarmUp.MostCompilingOfRate);
        return new Measurement
        {
            Sent = lanes.Sum(lane => lane.Sent),
            Verified = Verified.Sum(lanes.Select(lane => lane.Verified)),
            WarmUpMissed = missed,
            Cost = meter.Cost(),
            Runtime = meter.Runtime(),
            Settings = _acknowledgeEvery == int.MaxValue
                ? []
                : new Dictionary<string, string> { ["acknowledgeEvery"] = _acknowledgeEvery.ToString(CultureInfo.InvariantCulture) },
        };
    }

    // Returns the time that it took, ns.
    private async ValueTask<long> PlayAsync(StreamLane[] lanes, Pace pace, AgentOutput told, Phase phase)
    {
        await AcknowledgedAsync(lanes, Phase.WarmUp);
        await lanes[0].AcknowledgedAsync(Phase.Begin);
        meter.Begin();
        var windows = await Lanes.MeasureAsync(pace, told, count => WindowsAsync(lanes, count, pace.WindowNs, phase));
        await AcknowledgedAsync(lanes, phase);
        meter.End(windows.Sum(window => window.Messages) + lanes.Length);
        told.Write(new WindowLine(windows[^1]));
        await lanes[0].AcknowledgedAsync(Phase.End);
        return windows.Sum(window => window.ElapsedNs);
    }

    private static async ValueTask<IReadOnlyList<Window>> WindowsAsync(StreamLane[] lanes, int count, long windowNs, Phase phase) =>
        Lanes.Sum(await Lanes.TogetherAsync(lanes, lane => lane.SendForAsync(windowNs, count, phase)));

    // So that nothing of what was sent before is charged to what comes after.
    private static ValueTask<bool[]> AcknowledgedAsync(StreamLane[] lanes, Phase phase) => Lanes.TogetherAsync(lanes, async lane =>
    {
        await lane.AcknowledgedAsync(phase);
        return true;
    });
}
