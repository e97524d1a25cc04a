using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;

namespace InterContainer.Agent.Scenarios;

/// <summary>Closed loop: each initiator has one message in flight; latency from just before sending to just after the whole reply.</summary>
internal sealed class RoundTripScenario(IReadOnlyList<Lane> lanes, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    public async Task<Measurement> RunAsync()
    {
        var (missed, level) = await Lanes.WarmUpAsync(cell.Pace, clock, count => WindowsAsync(count, cell.Pace.WarmUpWindowNs, measured: false), () => Lanes.LookAsync(lanes, cell, meter));
        await Lanes.MarkAsync(lanes, cell, Phase.Begin);
        meter.Begin();
        var settling = await Lanes.SettleAsync(level, count => WindowsAsync(count, cell.Pace.WarmUpWindowNs, measured: true));
        Lanes.Begin(lanes);
        var windows = await Lanes.MeasureAsync(cell.Pace, output, count => WindowsAsync(count, cell.Pace.WindowNs, measured: true));
        meter.End(settling + windows.Sum(window => window.Messages));
        output.Write(new WindowLine(windows[^1]));
        await Lanes.MarkAsync(lanes, cell, Phase.End);
        return Lanes.Summary(lanes) with { Windows = windows, WarmUpMissed = missed, Cost = meter.Cost(), Runtime = meter.Runtime() };
    }

    // One way for warm-up and measuring: what is called for the first time when measuring begins would be compiled then.
    private async ValueTask<IReadOnlyList<Window>> WindowsAsync(int count, long windowNs, bool measured) =>
        Lanes.Sum(await Lanes.TogetherAsync(lanes, lane => lane.ExchangeForAsync(windowNs, count, measured)));
}
