using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>From nothing to the first reply: connect, one round trip, and away again. Latency ends with the reply; the rate includes going away.</summary>
internal sealed class ConnectScenario(
    ITransport transport,
    PairEndpoints endpoints,
    Cell cell,
    Watchdog watchdog,
    IClock clock,
    CostMeter meter,
    AgentOutput output)
{
    private readonly MessageSource _source = new(cell.PayloadBytes);
    private readonly Verifier _verifier = new(cell.PayloadBytes);
    private readonly Delays _latency = new();
    private readonly byte[] _reply = new byte[cell.PayloadBytes];

    public async Task<Measurement> RunAsync()
    {
        var warmedUp = await Workers.WarmUpAsync(
            cell.Timing,
            clock,
            count => Workers.EachAsync(count, () => ConnectForAWindowAsync(cell.Timing.WarmUpWindowNs, measured: false)),
            LookAsync,
            async timing => await PlayAsync(timing, new AgentOutput(Stream.Null), measured: false));
        (List<Window> windows, Distribution? latency, long negative) = ([], null, 0);
        var missed = await Workers.PlayWarmAsync(
            warmedUp,
            clock,
            async () =>
            {
                (windows, latency, negative) = await PlayAsync(cell.Timing, output, measured: true);
                return (windows, windows.Sum(window => window.ElapsedNs));
            },
            LookAsync);
        return new Measurement
        {
            LatencyNs = latency,
            BeforeSent = negative,
            Windows = windows,
            Sent = _source.Count,
            Verified = _verifier.Summary(),
            WarmUpMissed = missed,
            Cost = meter.Cost(),
            Runtime = meter.Runtime(),
        };
    }

    private async ValueTask<(List<Window> Windows, Distribution? Latency, long Negative)> PlayAsync(Timing timing, AgentOutput told, bool measured)
    {
        await ConnectAsync(Phase.Begin);
        _latency.Reset();
        meter.Begin();
        var windows = await Workers.MeasureAsync(timing, told, count => Workers.EachAsync(count, () => ConnectForAWindowAsync(timing.WindowNs, measured)));
        meter.End(windows.Sum(window => window.Messages));
        told.Write(new WindowLine(windows[^1]));
        var (latency, negative) = (_latency.Summary(), _latency.Negative);
        await ConnectAsync(Phase.End);
        return (windows, latency, negative);
    }

    private async ValueTask<Window> ConnectForAWindowAsync(long windowNs, bool measured)
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
        while (end - start < windowNs);

        return new Window(connections, end - start);
    }

    private async ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync() =>
        [meter.RuntimeSoFar, await ConnectAsync(Phase.Sample) is { } header ? RuntimeCounters.Unpack(header.TimeNs) : default];

    // Warm-up is recorded as well, so that nothing of it is cold when measuring begins.
    private async ValueTask<MessageHeader?> ConnectAsync(Phase phase)
    {
        MessageHeader header;
        bool isWhole;
        var begun = clock.NowNs;
        await using (var initiator = await transport.ConnectAsync(endpoints, watchdog.Token))
        {
            var length = await initiator.ExchangeAsync(_source.Next(Wants.Echo, phase, begun), _reply, watchdog.Token);
            var replied = clock.NowNs;
            isWhole = _verifier.Verify(_reply.AsSpan(0, length), out header);
            _latency.Record(replied - begun);
        }

        watchdog.Beat();
        return isWhole ? header : null;
    }
}
