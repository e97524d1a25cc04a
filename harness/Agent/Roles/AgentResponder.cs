using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Verifies each message and answers as its header asks, with the time at which the message was there.</summary>
internal sealed class AgentResponder(Cell cell) : IResponder
{
    private readonly Lock _lock = new();
    private readonly Verifier _verifier = new(cell.PayloadBytes);
    private readonly CpuMeter _cpu = new();
    private readonly ArrivalWindows _arrivals = new(cell.Pace.WindowMs * 1_000_000L);
    private readonly Delays _forward = new();

    public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
    {
        MessageHeader header;
        ulong bodyHash;
        long now;
        lock (_lock)
        {
            // Inside, so that times are in order.
            now = MonotonicClock.NowNs;
            if (!_verifier.Verify(message, out header, out bodyHash))
            {
                // Sent back as it came: the initiator counts it as well, and its loop goes on.
                message.CopyTo(reply);
                return message.Length;
            }

            if (header.Measured)
            {
                _cpu.Count();
                if (cell.Scenario == Scenario.Stream)
                {
                    _arrivals.Add(now);
                    _forward.Record(now - header.TimeNs);
                }
            }
        }

        switch (header.Wants)
        {
            case Wants.Echo:
                message.CopyTo(reply);
                MessageHeader.Stamp(reply[..message.Length], now, bodyHash);
                return message.Length;
            case Wants.Acknowledgement:
                (header with { TimeNs = now }).Seal(reply[..Cell.MinPayloadBytes]);
                return Cell.MinPayloadBytes;
            default:
                return IResponder.NoReply;
        }
    }

    public Measurement Summary()
    {
        lock (_lock)
        {
            return new Measurement
            {
                Windows = _arrivals.ToWindows(),
                ForwardNs = _forward.Summary(),
                BeforeSent = _forward.Negative,
                Verified = _verifier.Summary(),
                Cost = _cpu.Cost(),
            };
        }
    }
}
