using System.Globalization;
using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// One way, saturating. The sending end only sends; the rate is what the responder saw arrive. The last message asks for an
/// acknowledgement, so that the cell ends when all has arrived. Where a transport queues without bound, every
/// n-th message asks for one, so that at most n messages or <see cref="MaxQueuedBytes"/> are under way.
/// </summary>
internal sealed class StreamScenario(IInitiator initiator, Traits traits, Cell cell, Watchdog watchdog, AgentOutput output)
{
    public const int MaxQueuedMessages = 1024;
    public const int MaxQueuedBytes = 16 * 1024 * 1024;

    private readonly int _acknowledgeEvery = traits.SlowResponder == SlowResponder.UnboundedQueue
        ? Math.Clamp(MaxQueuedBytes / cell.PayloadBytes, 1, MaxQueuedMessages)
        : int.MaxValue;

    private readonly MessageSource _source = new(cell.PayloadBytes);
    private readonly Verifier _acknowledgements = new(Cell.MinPayloadBytes);
    private readonly byte[] _reply = new byte[cell.PayloadBytes];
    private int _sinceAcknowledged;

    public async Task<Measurement> RunAsync()
    {
        var steady = await WarmUpAsync();
        var cpu = new CpuMeter();
        cpu.Start();
        var messages = 0L;
        for (var i = 0; i < cell.Pace.MaxWindows; i++)
        {
            var window = await SendForAWindowAsync(measured: true);
            messages += window.Messages;
            if (i == 0)
                output.Write(new WindowLine(window));
        }

        await AcknowledgedAsync(measured: true);
        cpu.Stop(messages + 1);
        return new Measurement
        {
            Sent = _source.Count,
            Verified = _acknowledgements.Summary(),
            Steady = steady,
            Cost = cpu.Cost(),
            Settings = Settings(),
        };
    }

    private async Task<bool> WarmUpAsync()
    {
        var warmUp = new WarmUp();
        var deadline = MonotonicClock.NowNs + (cell.Pace.MaxWarmUpMs * 1_000_000L);
        while (!warmUp.Add(await SendForAWindowAsync(measured: false)))
        {
            if (MonotonicClock.NowNs >= deadline)
                return false;
        }

        return true;
    }

    private async ValueTask<Window> SendForAWindowAsync(bool measured)
    {
        var messages = 0;
        var start = MonotonicClock.NowNs;
        long now;
        do
        {
            if (++_sinceAcknowledged < _acknowledgeEvery)
            {
                await initiator.SendAsync(_source.Next(Wants.Nothing, measured), watchdog.Token);
            }
            else
            {
                await AcknowledgedAsync(measured);
                _sinceAcknowledged = 0;
            }

            watchdog.Beat();
            messages++;
            now = MonotonicClock.NowNs;
        }
        while (now - start < cell.Pace.WindowMs * 1_000_000L);

        return new Window(messages, now - start);
    }

    private async ValueTask AcknowledgedAsync(bool measured)
    {
        var (length, sequence) = await new Acknowledged(initiator, traits, _source).AskAsync(measured, _reply, watchdog.Token);
        if (!_acknowledgements.Verify(_reply.AsSpan(0, length), out var header) || header.Sequence != sequence)
            throw new TransportException($"Message {sequence} was answered with what is not its acknowledgement.");
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(initiator.Settings);
        if (_acknowledgeEvery != int.MaxValue)
            settings["acknowledgeEvery"] = _acknowledgeEvery.ToString(CultureInfo.InvariantCulture);
        return settings;
    }
}
