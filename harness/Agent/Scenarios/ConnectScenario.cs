using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>From nothing to the first reply: connect, one round trip, and away again. Latency ends with the reply; the rate includes going away.</summary>
internal sealed class ConnectScenario(ITransport transport, Wiring wiring, Cell cell, Watchdog watchdog, IClock clock, CostMeter meter, AgentOutput output)
{
    private readonly MessageSource _source = new(cell.PayloadBytes);
    private readonly Verifier _verifier = new(cell.PayloadBytes);
    private readonly Delays _latency = new();
    private readonly byte[] _reply = new byte[cell.PayloadBytes];

    public async Task<Measurement> RunAsync()
    {
        var missed = await Lanes.WarmUpAsync(cell.Pace, clock, () => ConnectForAWindowAsync(measured: false));
        await ConnectAsync(Phase.Begin);
        meter.Begin();
        var windows = await Lanes.MeasureAsync(cell.Pace, output, () => ConnectForAWindowAsync(measured: true));
        meter.End(windows.Sum(window => window.Messages));
        output.Write(new WindowLine(windows[^1]));
        await ConnectAsync(Phase.End);
        return new Measurement
        {
            LatencyNs = _latency.Summary(),
            BeforeSent = _latency.Negative,
            Windows = windows,
            Sent = _source.Count,
            Verified = _verifier.Summary(),
            WarmUpMissed = missed,
            Cost = meter.Cost(),
        };
    }

    private async ValueTask<Window> ConnectForAWindowAsync(bool measured)
    {
        var connections = 0;
        var start = clock.NowNs;
        long end;
        do
        {
            await ConnectAsync(measured ? Phase.Measured : Phase.WarmUp);
            connections++;
            end = clock.NowNs;
        }
        while (end - start < cell.Pace.WindowMs * 1_000_000L);

        return new Window(connections, end - start);
    }

    private async ValueTask ConnectAsync(Phase phase)
    {
        var begun = clock.NowNs;
        await using (var initiator = await transport.ConnectAsync(wiring, watchdog.Token))
        {
            var length = await initiator.ExchangeAsync(_source.Next(Wants.Echo, phase, begun), _reply, watchdog.Token);
            var replied = clock.NowNs;
            _verifier.Verify(_reply.AsSpan(0, length), out _);
            if (phase == Phase.Measured)
                _latency.Record(replied - begun);
        }

        watchdog.Beat();
    }
}
