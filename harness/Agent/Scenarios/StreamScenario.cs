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
internal sealed class StreamScenario(IReadOnlyList<IInitiator> initiators, Traits traits, Cell cell, Watchdog watchdog, IClock clock, CostMeter meter, AgentOutput output)
{
    public const int MaxQueuedMessages = 1024;
    public const int MaxQueuedBytes = 16 * 1024 * 1024;

    private readonly int _acknowledgeEvery = traits.SlowResponder == SlowResponder.UnboundedQueue
        ? Math.Clamp(MaxQueuedBytes / cell.PayloadBytes / initiators.Count, 1, Math.Max(1, MaxQueuedMessages / initiators.Count))
        : int.MaxValue;

    public async Task<Measurement> RunAsync()
    {
        StreamLane[] lanes = [.. initiators.Select((initiator, i) => new StreamLane(initiator, i, traits, cell, _acknowledgeEvery, watchdog, clock))];
        var windowNs = cell.Pace.WindowMs * 1_000_000L;
        async ValueTask<Window> WindowAsync(Phase phase) => Lanes.Sum(await Lanes.TogetherAsync(lanes, lane => lane.SendForAsync(windowNs, phase)));

        var missed = await Lanes.WarmUpAsync(cell.Pace, clock, () => WindowAsync(Phase.WarmUp));
        await AcknowledgedAsync(lanes, Phase.WarmUp);
        await lanes[0].AcknowledgedAsync(Phase.Begin);
        meter.Begin();
        var last = await WindowAsync(Phase.Measured);
        var messages = last.Messages;
        output.Write(new WindowLine(last));
        for (var i = 1; i < cell.Pace.MaxWindows; i++)
        {
            last = await WindowAsync(Phase.Measured);
            messages += last.Messages;
        }

        await AcknowledgedAsync(lanes, Phase.Measured);
        meter.End(messages + lanes.Length);
        output.Write(new WindowLine(last));
        await lanes[0].AcknowledgedAsync(Phase.End);
        return new Measurement
        {
            Sent = lanes.Sum(lane => lane.Sent),
            Verified = Verified.Sum(lanes.Select(lane => lane.Verified)),
            WarmUpMissed = missed,
            Cost = meter.Cost(),
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
