using HdrHistogram;
using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>Closed loop: one message in flight; latency from just before sending to just after the whole reply.</summary>
internal sealed class RoundTripScenario(IInitiator initiator, Cell cell, Watchdog watchdog, AgentOutput output)
{
    private readonly long _windowNs = cell.Pace.WindowMs * 1_000_000L;
    private readonly MessageSource _source = new(cell.PayloadBytes);
    private readonly Verifier _verifier = new(cell.PayloadBytes);
    private readonly LongHistogram _latency = LatencyHistogram.Create();
    private readonly byte[] _reply = new byte[cell.PayloadBytes];

    public async Task<Measurement> RunAsync()
    {
        var steady = await WarmUpAsync();
        var windows = new List<Window>(cell.Pace.MaxWindows);
        var cpu = new CpuMeter();
        cpu.Start();
        while (windows.Count < cell.Pace.MinWindows || (windows.Count < cell.Pace.MaxWindows && !Precision.IsEnough(windows)))
        {
            var window = await ExchangeForAWindowAsync(measured: true);
            windows.Add(window);
            if (windows.Count == 1)
                output.Write(new WindowLine(window));
        }

        cpu.Stop(windows.Sum(window => window.Messages));
        return new Measurement
        {
            LatencyNs = Distribution.Of(_latency),
            Windows = windows,
            Sent = _source.Count,
            Verified = _verifier.Summary(),
            Steady = steady,
            Cost = cpu.Cost(),
            Settings = initiator.Settings,
        };
    }

    private async Task<bool> WarmUpAsync()
    {
        var warmUp = new WarmUp();
        var deadline = MonotonicClock.NowNs + (cell.Pace.MaxWarmUpMs * 1_000_000L);
        while (!warmUp.Add(await ExchangeForAWindowAsync(measured: false)))
        {
            if (MonotonicClock.NowNs >= deadline)
                return false;
        }

        return true;
    }

    private async ValueTask<Window> ExchangeForAWindowAsync(bool measured)
    {
        var messages = 0;
        var start = MonotonicClock.NowNs;
        long end;
        do
        {
            var request = _source.Next(Wants.Echo, measured);
            var sent = MonotonicClock.NowNs;
            var length = await initiator.ExchangeAsync(request, _reply, watchdog.Token);
            end = MonotonicClock.NowNs;
            _verifier.Verify(_reply.AsSpan(0, length), out _);
            if (measured)
                _latency.RecordValue(Math.Min(end - sent, LatencyHistogram.MaxNs));
            watchdog.Beat();
            messages++;
        }
        while (end - start < _windowNs);

        return new Window(messages, end - start);
    }
}
