using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// Open loop: messages at the times of a schedule, shared by the initiators. Latency is from the scheduled time (response time) and from the actual one
/// (service time). Where an initiator is delayed, the messages that were scheduled meanwhile count as late. A closed loop would leave them out (G. Tene, "How
/// NOT to Measure Latency", 2013: coordinated omission). Warm-up is a closed loop, so that a low rate does not take for ever to warm up. Where the rate is low,
/// it has pauses in which both ends fall asleep, because waking up is a path of its own that has to be warm.
/// </summary>
internal sealed class LoadScenario(IReadOnlyList<Worker> workers, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    private const double Impossible = 1e9;

    // Longer than any wait spins, and than what an initiator keeps its thread for.
    private const long PauseNs = Worker.LongWaitNs * 6 / 5;

    private readonly Lock _lock = new();
    private readonly ArrivalWindows _replies = new(cell.Timing.WindowNs);

    public async Task<Measurement> RunAsync()
    {
        var rate = cell.OfferedRate ?? throw new AssignmentException("A load needs an offeredRate, in messages a second.");
        // At a rate that nothing holds every message is late, so this is a closed loop on the path that is measured.
        var pauseNs = 1e9 / rate > PauseNs ? PauseNs : 0;
        var warmedUp = await Workers.WarmUpAsync(
            cell.Timing,
            clock,
            count => Workers.EachAsync(count, () => FollowAsync(Impossible, cell.Timing.WarmUpWindowNs, Phase.WarmUp, pauseNs)),
            LookAsync,
            async _ => await PlayAsync(rate, 1, new AgentOutput(Stream.Null), Phase.WarmUp));
        var missed = await Workers.PlayWarmAsync(
            warmedUp,
            clock,
            async () =>
            {
                output.Write(new WindowLine(await FollowAsync(rate, cell.Timing.WindowNs, Phase.WarmUp)));
                await PlayAsync(rate, cell.Timing.MaxWindows, output, Phase.Measured);
                return ([], cell.Timing.MaxWindows * cell.Timing.WindowNs);
            },
            LookAsync);
        return Workers.Summary(workers) with
        {
            Windows = _replies.ToWindows(),
            WarmUpMissed = missed,
            Cost = meter.Cost(),
            Runtime = meter.Runtime(),
            Scheduled = workers.Sum(worker => worker.Scheduled),
        };
    }

    private ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() => Workers.LookAsync(workers, cell, meter);

    private async ValueTask PlayAsync(double rate, int windows, AgentOutput told, Phase phase)
    {
        await Workers.MarkAsync(workers, cell, Phase.Begin);
        Workers.Begin(workers);
        _replies.Reset();
        meter.Begin();
        var answered = await FollowAsync(rate, windows * cell.Timing.WindowNs, phase);
        meter.End(answered.Messages);
        told.Write(new WindowLine(answered));
        await Workers.MarkAsync(workers, cell, Phase.End);
    }

    private async ValueTask<Window> FollowAsync(double rate, long forNs, Phase phase, long pauseNs = 0)
    {
        var start = clock.NowNs;
        return Workers.Sum(await Workers.TogetherAsync(
            [.. workers.Index()],
            worker => worker.Item.FollowAsync(
                new ArrivalSchedule(rate, cell.Arrivals, worker.Index, workers.Count),
                start,
                start + forNs,
                phase,
                Completed,
                pauseNs)));
    }

    private void Completed(long nowNs)
    {
        lock (_lock)
            _replies.Add(nowNs);
    }
}
