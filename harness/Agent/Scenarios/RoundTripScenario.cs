using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;

namespace InterContainer.Agent.Scenarios;

/// <summary>Closed loop: each lane has one message in flight; latency from just before sending to just after the whole reply.</summary>
internal sealed class RoundTripScenario(IReadOnlyList<Lane> lanes, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    public async Task<Measurement> RunAsync()
    {
        var warmedUp = await Lanes.WarmUpAsync(
            cell.Pace,
            clock,
            count => WindowsAsync(count, cell.Pace.WarmUpWindowNs, measured: false),
            LookAsync,
            async pace => await PlayAsync(pace, level: double.PositiveInfinity, new AgentOutput(Stream.Null), measured: false));
        List<Window> windows = [];
        var missed = await Lanes.PlayWarmAsync(
            warmedUp,
            clock,
            async () =>
            {
                windows = await PlayAsync(cell.Pace, warmedUp.NsPerMessage, output, measured: true);
                return (windows, windows.Sum(window => window.ElapsedNs));
            },
            LookAsync);
        return Lanes.Summary(lanes) with { Windows = windows, WarmUpMissed = missed, Cost = meter.Cost(), Runtime = meter.Runtime() };
    }

    private ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() => Lanes.LookAsync(lanes, cell, meter);

    private async ValueTask<List<Window>> PlayAsync(Pace pace, double level, AgentOutput told, bool measured)
    {
        await Lanes.MarkAsync(lanes, cell, Phase.Begin);
        meter.Begin();
        var settling = await Lanes.SettleAsync(level, count => WindowsAsync(count, pace.WarmUpWindowNs, measured));
        Lanes.Begin(lanes);
        // Several go on by the clock: each time that they wait for each other, fewer are in flight.
        var least = lanes.Count > 1 ? pace with { MinWindows = pace.MaxWindows } : pace;
        var windows = await Lanes.MeasureAsync(least, told, count => WindowsAsync(count, pace.WindowNs, measured));
        meter.End(settling + windows.Sum(window => window.Messages));
        told.Write(new WindowLine(windows[^1]));
        await Lanes.MarkAsync(lanes, cell, Phase.End);
        return windows;
    }

    private async ValueTask<IReadOnlyList<Window>> WindowsAsync(int count, long windowNs, bool measured) =>
        Lanes.Sum(await Lanes.TogetherAsync(lanes, lane => lane.ExchangeForAsync(windowNs, count, measured)));
}
