using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// Connected and silent, then one message, as many times as the timing says. By then both ends are asleep: halted processors, threads of pools, timers.
/// Warm-up is the same with the shortest silence, so that the paths of falling asleep and waking up are compiled when they are measured once in a while.
/// There is no window that tells of speed, and no rate: that is the silence.
/// </summary>
internal sealed class WakeScenario(Worker worker, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    // Longer than any wait spins.
    private const long ShortestSilenceNs = 1_000_000;

    // The runner samples the services meanwhile.
    private const long SamplingNs = 200_000_000;

    private readonly IReadOnlyList<Worker> _workers = [worker];

    public async Task<Measurement> RunAsync()
    {
        var silenceNs = (cell.SilenceMs ?? throw new AssignmentException("A wake needs a silenceMs.")) * 1_000_000L;
        var warmedUp = await Workers.WarmUpAsync(
            cell.Timing,
            clock,
            count => Workers.EachAsync(
                count,
                () => worker.WakeAsync(ShortestSilenceNs, (_, elapsedNs) => elapsedNs >= cell.Timing.WarmUpWindowNs, measured: false)),
            LookAsync,
            async _ => await PlayAsync(ShortestSilenceNs, 2, new AgentOutput(Stream.Null), measured: false));
        var missed = await Workers.PlayWarmAsync(
            warmedUp,
            clock,
            async () => ([], (await PlayAsync(silenceNs, cell.Timing.WakeUps, output, measured: true)).ElapsedNs),
            LookAsync);
        return Workers.Summary(_workers) with { WarmUpMissed = missed, Cost = meter.Cost(), Runtime = meter.Runtime() };
    }

    private ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() => Workers.LookAsync(_workers, cell, meter);

    private async ValueTask<Window> PlayAsync(long silenceNs, int wakeUps, AgentOutput told, bool measured)
    {
        await Workers.MarkAsync(_workers, cell, Phase.Begin);
        // It tells of an edge, not of speed.
        told.Write(new WindowLine(new Window(1, silenceNs)));
        await clock.RestUntilAsync(clock.NowNs + (measured ? SamplingNs : 0), CancellationToken.None);
        Workers.Begin(_workers);
        meter.Begin();
        var all = await worker.WakeAsync(silenceNs, (messages, _) => messages >= wakeUps, measured);
        meter.End(all.Messages);
        told.Write(new WindowLine(all));
        await Workers.MarkAsync(_workers, cell, Phase.End);
        return all;
    }
}
