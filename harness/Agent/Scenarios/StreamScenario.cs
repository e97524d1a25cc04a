using System.Globalization;
using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// One way, saturating. The sending ends only send; the rate is what the responder saw arrive. The last message of each asks for an
/// acknowledgement, so that the cell ends when all has arrived. Where a transport queues without bound, every
/// n-th message asks for one, so that at most n messages or <see cref="MaxQueuedBytes"/> are under way.
/// </summary>
internal sealed class StreamScenario(IReadOnlyList<IInitiator> initiators, Traits traits, Cell cell, Watchdog watchdog, IClock clock, AgentOutput output)
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
        async ValueTask<Window> WindowAsync(bool measured) => Lanes.Sum(await Lanes.TogetherAsync(lanes, lane => lane.SendForAsync(windowNs, measured)));

        var steady = await Lanes.WarmUpAsync(cell.Pace, clock, () => WindowAsync(measured: false));
        var cpu = new CpuMeter();
        cpu.Start();
        var messages = 0L;
        for (var i = 0; i < cell.Pace.MaxWindows; i++)
        {
            var window = await WindowAsync(measured: true);
            messages += window.Messages;
            if (i == 0)
                output.Write(new WindowLine(window));
        }

        await Lanes.TogetherAsync(lanes, async lane =>
        {
            await lane.AcknowledgedAsync(measured: true);
            return true;
        });
        cpu.Stop(messages + lanes.Length);
        return new Measurement
        {
            Sent = lanes.Sum(lane => lane.Sent),
            Verified = Verified.Sum(lanes.Select(lane => lane.Verified)),
            Steady = steady,
            Cost = cpu.Cost(),
            Settings = _acknowledgeEvery == int.MaxValue
                ? []
                : new Dictionary<string, string> { ["acknowledgeEvery"] = _acknowledgeEvery.ToString(CultureInfo.InvariantCulture) },
        };
    }
}
