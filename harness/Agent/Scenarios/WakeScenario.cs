using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// Connected and silent, then one message, as many times as the pace says. By then both ends are asleep: halted processors, threads of pools, timers.
/// Warm-up is the same with the shortest silence, so that the paths of falling asleep and waking up are compiled when they are measured once in a while.
/// There is no window that tells of speed, and no rate: that is the silence.
/// </summary>
internal sealed class WakeScenario(Lane lane, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    // Longer than any wait spins.
    private const long ShortestSilenceNs = 1_000_000;

    // The runner looks at the services meanwhile.
    private const long LookingNs = 200_000_000;

    private readonly IReadOnlyList<Lane> _lanes = [lane];

    public async Task<Measurement> RunAsync()
    {
        var silenceNs = (cell.SilenceMs ?? throw new AssignmentException("A wake needs a silenceMs.")) * 1_000_000L;
        var warmedUp = await Lanes.WarmUpAsync(
            cell.Pace,
            clock,
            count => Lanes.EachAsync(count, () => lane.WakeAsync(ShortestSilenceNs, (_, elapsedNs) => elapsedNs >= cell.Pace.WarmUpWindowNs, measured: false)),
            LookAsync,
            async _ => await PlayAsync(ShortestSilenceNs, 2, new AgentOutput(Stream.Null), measured: false));
        var missed = await Lanes.PlayWarmAsync(
            warmedUp,
            clock,
            async () => ([], (await PlayAsync(silenceNs, cell.Pace.WakeUps, output, measured: true)).ElapsedNs),
            LookAsync);
        return Lanes.Summary(_lanes) with { WarmUpMissed = missed, Cost = meter.Cost(), Runtime = meter.Runtime() };
    }

    private ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() => Lanes.LookAsync(_lanes, cell, meter);

    private async ValueTask<Window> PlayAsync(long silenceNs, int wakeUps, AgentOutput told, bool measured)
    {
        await Lanes.MarkAsync(_lanes, cell, Phase.Begin);
        // It tells of an edge, not of speed.
        told.Write(new WindowLine(new Window(1, silenceNs)));
        await clock.RestUntilAsync(clock.NowNs + (measured ? LookingNs : 0), CancellationToken.None);
        Lanes.Begin(_lanes);
        meter.Begin();
        var all = await lane.WakeAsync(silenceNs, (messages, _) => messages >= wakeUps, measured);
        meter.End(all.Messages);
        told.Write(new WindowLine(all));
        await Lanes.MarkAsync(_lanes, cell, Phase.End);
        return all;
    }
}
