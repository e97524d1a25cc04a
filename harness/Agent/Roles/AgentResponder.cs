using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Verifies each message and answers as its header asks.</summary>
internal sealed class AgentResponder(Cell cell) : IResponder
{
    private readonly Lock _lock = new();
    private readonly Verifier _verifier = new(cell.PayloadBytes);
    private readonly CpuMeter _cpu = new();
    private readonly ArrivalWindows _arrivals = new(cell.Pace.WindowMs * 1_000_000L);

    public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
    {
        MessageHeader header;
        lock (_lock)
        {
            if (!_verifier.Verify(message, out header))
            {
                // Sent back as it came: the initiator counts it as well, and its loop goes on.
                message.CopyTo(reply);
                return message.Length;
            }

            if (header.Measured)
            {
                _cpu.Count();
                if (cell.Scenario == Scenario.Stream)
                    _arrivals.Add(MonotonicClock.NowNs);
            }
        }

        switch (header.Wants)
        {
            case Wants.Echo:
                message.CopyTo(reply);
                return message.Length;
            case Wants.Acknowledgement:
                header.Seal(reply[..Cell.MinPayloadBytes]);
                return Cell.MinPayloadBytes;
            default:
                return IResponder.NoReply;
        }
    }

    public Measurement Summary()
    {
        lock (_lock)
            return new Measurement { Windows = _arrivals.ToWindows(), Verified = _verifier.Summary(), Cost = _cpu.Cost() };
    }
}
