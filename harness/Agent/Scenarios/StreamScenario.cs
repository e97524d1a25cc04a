using System.Globalization;
using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
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

    private readonly int _acknowledgeEvery = traits.OverloadBehaviour == OverloadBehaviour.UnboundedQueue
        ? Math.Clamp(MaxQueuedBytes / cell.PayloadBytes / places.Count, 1, Math.Max(1, MaxQueuedMessages / places.Count))
        : int.MaxValue;

    public async Task<Measurement> RunAsync()
    {
        StreamWorker[] workers =
        [
            .. places.Select((initiator, i) => new StreamWorker(initiator, i, traits, cell, _acknowledgeEvery, watchdog, clock, cellNumber)),
        ];
        async ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() =>
            [meter.RuntimeSoFar, RuntimeCounters.Unpack((await workers[0].AcknowledgedAsync(Phase.Sample)).TimeNs)];
        var warmedUp = await Workers.WarmUpAsync(
            cell.Timing,
            clock,
            count => WindowsAsync(workers, count, cell.Timing.WarmUpWindowNs, Phase.WarmUp),
            LookAsync,
            async timing => await PlayAsync(workers, timing, new AgentOutput(Stream.Null), Phase.WarmUp));
        // What is sent varies with the buffers on the way, so it says nothing about precision or speed.
        var missed = await Workers.PlayWarmAsync(
            warmedUp,
            clock,
            async () => ([], await PlayAsync(workers, cell.Timing with { MinWindows = cell.Timing.MaxWindows }, output, Phase.Measured)),
            LookAsync,
            WarmUp.MostCompilingOfRate);
        return new Measurement
        {
            Sent = workers.Sum(worker => worker.Sent),
            Verified = Verified.Sum(workers.Select(worker => worker.Verified)),
            WarmUpMissed = missed,
            Cost = meter.Cost(),
            Runtime = meter.Runtime(),
            Settings = _acknowledgeEvery == int.MaxValue
                ? []
                : new Dictionary<string, string> { ["acknowledgeEvery"] = _acknowledgeEvery.ToString(CultureInfo.InvariantCulture) },
        };
    }

    // Returns the time that it took, ns.
    private async ValueTask<long> PlayAsync(StreamWorker[] workers, Timing timing, AgentOutput told, Phase phase)
    {
        await AcknowledgedAsync(workers, Phase.WarmUp);
        await workers[0].AcknowledgedAsync(Phase.Begin);
        meter.Begin();
        var windows = await Workers.MeasureAsync(timing, told, count => WindowsAsync(workers, count, timing.WindowNs, phase));
        await AcknowledgedAsync(workers, phase);
        meter.End(windows.Sum(window => window.Messages) + workers.Length);
        told.Write(new WindowLine(windows[^1]));
        await workers[0].AcknowledgedAsync(Phase.End);
        return windows.Sum(window => window.ElapsedNs);
    }

    private static async ValueTask<IReadOnlyList<Window>> WindowsAsync(StreamWorker[] workers, int count, long windowNs, Phase phase) =>
        Workers.Sum(await Workers.TogetherAsync(workers, worker => worker.SendForAsync(windowNs, count, phase)));

    // So that nothing of what was sent before is charged to what comes after.
    private static ValueTask<bool[]> AcknowledgedAsync(StreamWorker[] workers, Phase phase) => Workers.TogetherAsync(workers, async worker =>
    {
        await worker.AcknowledgedAsync(phase);
        return true;
    });
}
