using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Scenarios;

/// <summary>Closed loop: each worker has one message in flight; latency from just before sending to just after the whole reply.</summary>
internal sealed class RoundTripScenario(IReadOnlyList<Worker> workers, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    public async Task<Measurement> RunAsync()
    {
        var warmedUp = await Workers.WarmUpAsync(
            cell.Timing,
            clock,
            count => WindowsAsync(count, cell.Timing.WarmUpWindowNs, measured: false),
            LookAsync,
            async timing => await PlayAsync(timing, level: double.PositiveInfinity, new AgentOutput(Stream.Null), measured: false));
        List<Window> windows = [];
        var missed = await Workers.PlayWarmAsync(
            warmedUp,
            clock,
            async () =>
            {
                windows = await PlayAsync(cell.Timing, warmedUp.NsPerMessage, output, measured: true);
                return (windows, windows.Sum(window => window.ElapsedNs));
            },
            LookAsync);
        return Workers.Summary(workers) with { Windows = windows, WarmUpMissed = missed, Cost = meter.Cost(), Runtime = meter.Runtime() };
    }

    private ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() => Workers.LookAsync(workers, cell, meter);

    private async ValueTask<List<Window>> PlayAsync(Timing timing, double level, AgentOutput told, bool measured)
    {
        await Workers.MarkAsync(workers, cell, Phase.Begin);
        meter.Begin();
        var settling = await Workers.SettleAsync(level, count => WindowsAsync(count, timing.WarmUpWindowNs, measured));
        Workers.Begin(workers);
        // Several go on by the clock: each time that they wait for each other, fewer are in flight.
        var least = workers.Count > 1 ? timing with { MinWindows = timing.MaxWindows } : timing;
        var windows = await Workers.MeasureAsync(least, told, count => WindowsAsync(count, timing.WindowNs, measured));
        meter.End(settling + windows.Sum(window => window.Messages));
        told.Write(new WindowLine(windows[^1]));
        await Workers.MarkAsync(workers, cell, Phase.End);
        return windows;
    }

    private async ValueTask<IReadOnlyList<Window>> WindowsAsync(int count, long windowNs, bool measured) =>
        Workers.Sum(await Workers.TogetherAsync(workers, worker => worker.ExchangeForAsync(windowNs, count, measured)));
}
