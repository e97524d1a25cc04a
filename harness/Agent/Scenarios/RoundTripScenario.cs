using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;

namespace InterContainer.Agent.Scenarios;

/// <summary>Closed loop: each initiator has one message in flight; latency from just before sending to just after the whole reply.</summary>
internal sealed class RoundTripScenario(IReadOnlyList<Lane> lanes, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    public async Task<Measurement> RunAsync()
    {
        var missed = await Lanes.WarmUpAsync(cell.Pace, clock, () => WindowAsync(measured: false), () => Lanes.LookAsync(lanes, cell, meter));
        await Lanes.MarkAsync(lanes, cell, Phase.Begin);
        Lanes.Begin(lanes);
        meter.Begin();
        var windows = await Lanes.MeasureAsync(cell.Pace, output, () => WindowAsync(measured: true));
        meter.End(windows.Sum(window => window.Messages));
        output.Write(new WindowLine(windows[^1]));
        await Lanes.MarkAsync(lanes, cell, Phase.End);
        return Lanes.Summary(lanes) with { Windows = windows, WarmUpMissed = missed, Cost = meter.Cost(), Runtime = meter.Runtime() };
    }

    private async ValueTask<Window> WindowAsync(bool measured)
    {
        var windowNs = measured ? cell.Pace.WindowNs : cell.Pace.WarmUpWindowNs;
        return Lanes.Sum(await Lanes.TogetherAsync(lanes, lane => lane.ExchangeForAsync(windowNs, measured)));
    }
}
