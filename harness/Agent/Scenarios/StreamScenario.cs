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
internal sealed class StreamScenario(IReadOnlyList<IInitiator> initiators, Traits traits, Cell cell, Watchdog watchdog, IClock clock, CostMeter meter, AgentOutput output, int cellNumber = 0)
{
    public const int MaxQueuedMessages = 1024;
    public const int MaxQueuedBytes = 16 * 1024 * 1024;

    private readonly int _acknowledgeEvery = traits.SlowResponder == SlowResponder.UnboundedQueue
        ? Math.Clamp(MaxQueuedBytes / cell.PayloadBytes / initiators.Count, 1, Math.Max(1, MaxQueuedMessages / initiators.Count))
        : int.MaxValue;

    public async Task<Measurement> RunAsync()
    {
        StreamLane[] lanes = [.. initiators.Select((initiator, i) => new StreamLane(initiator, i, traits, cell, _acknowledgeEvery, watchdog, clock, cellNumber))];
        async ValueTask<Window> WindowAsync(Phase phase)
        {
            var windowNs = phase == Phase.Measured ? cell.Pace.WindowNs : cell.Pace.WarmUpWindowNs;
            return Lanes.Sum(await Lanes.TogetherAsync(lanes, lane => lane.SendForAsync(windowNs, phase)));
        }

        var (missed, _) = await Lanes.WarmUpAsync(cell.Pace, clock, count => Lanes.EachAsync(count, () => WindowAsync(Phase.WarmUp)), LookAsync);

        async ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() => [meter.RuntimeSoFar, RuntimeCounters.Unpack((await lanes[0].AcknowledgedAsync(Phase.Look)).TimeNs)];

        await AcknowledgedAsync(lanes, Phase.WarmUp);
        await lanes[0].AcknowledgedAsync(Phase.Begin);
        meter.Begin();
        // What is sent varies with the buffers on the way, so it says nothing about precision.
        var windows = await Lanes.MeasureAsync(cell.Pace with { MinWindows = cell.Pace.MaxWindows }, output, count => Lanes.EachAsync(count, () => WindowAsync(Phase.Measured)));
        await AcknowledgedAsync(lanes, Phase.Measured);
        meter.End(windows.Sum(window => window.Messages) + lanes.Length);
        output.Write(new WindowLine(windows[^1]));
        await lanes[0].AcknowledgedAsync(Phase.End);
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

    // So that nothing of what was sent before is charged to what comes after.
    private static ValueTask<bool[]> AcknowledgedAsync(StreamLane[] lanes, Phase phase) => Lanes.TogetherAsync(lanes, async lane =>
    {
        await lane.AcknowledgedAsync(phase);
        return true;
    });
}
