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

/// <summary>
/// One of the sends that a stream has under way at once: sends, and asks now and then whether all has arrived where nothing else holds it back.
/// </summary>
internal sealed class StreamWorker(
    IInitiator initiator,
    int number,
    Traits traits,
    Cell cell,
    int acknowledgeEvery,
    Watchdog watchdog,
    IClock clock,
    int cellNumber)
{
    // What is called for an acknowledgement is compiled after 100 of them, and again after another 100. At one in 1,024 messages that would be
    // when measuring has begun. So they are asked for more often at first: so many, or for so long.
    private const int Often = 8;
    private const int Practice = 400;
    private const long PracticeNs = 1_200_000_000;

    private readonly MessageSource _source = new(cell.PayloadBytes, (ushort)number, cellNumber);
    private readonly Verifier _acknowledgements = new(Cell.MinPayloadBytes, number);
    private readonly byte[] _reply = new byte[cell.PayloadBytes];
    private int _sinceAcknowledged;
    private int _acknowledged;
    private long _practiceEndNs;

    public long Sent => _source.Count;

    public Verified Verified => _acknowledgements.Summary();

    /// <summary>Sends for so many windows, one after the other; at least one message each.</summary>
    public async ValueTask<IReadOnlyList<Window>> SendForAsync(long windowNs, int count, Phase phase)
    {
        var windows = new Window[count];
        var (messages, window) = (0L, 0);
        var start = clock.NowNs;
        var now = start;
        if (_practiceEndNs == 0 && acknowledgeEvery < int.MaxValue)
            _practiceEndNs = start + PracticeNs;
        while (window < count)
        {
            if (++_sinceAcknowledged < (now < _practiceEndNs && _acknowledged < Practice ? Math.Min(Often, acknowledgeEvery) : acknowledgeEvery))
                await initiator.SendAsync(_source.Next(Wants.Nothing, phase, now), watchdog.Token);
            else
                await AcknowledgedAsync(phase);
            watchdog.Beat();
            messages++;
            now = clock.NowNs;
            if (now - start < windowNs)
                continue;
            windows[window++] = new Window(messages, now - start);
            (messages, start) = (0, now);
        }

        return windows;
    }

    /// <summary>Returns when the responder has taken all that was sent, with its word.</summary>
    /// <exception cref="TransportException">Its word is not the one that was asked for.</exception>
    public async ValueTask<MessageHeader> AcknowledgedAsync(Phase phase)
    {
        _sinceAcknowledged = 0;
        _acknowledged++;
        var (length, sequence) = await new Acknowledged(initiator, traits, _source).AskAsync(phase, _reply, watchdog.Token);
        if (!_acknowledgements.Verify(_reply.AsSpan(0, length), out var header) || header.Sequence != sequence)
            throw new TransportException($"Message {sequence} was answered with what is not its acknowledgement.");
        return header;
    }
}
