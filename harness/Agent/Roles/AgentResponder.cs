using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Verifies each message and answers as its header asks, with the time at which the message was there.</summary>
/// <param name="cell">The cell.</param>
/// <param name="meter">Charges its process; null: one of its own.</param>
/// <param name="number">Which of the cell's responders it is, from 0.</param>
/// <param name="sockets">Counts those of its process; null: they are not counted.</param>
internal sealed class AgentResponder(Cell cell, CostMeter? meter = null, int number = 0, Func<SocketCounts?>? sockets = null) : IResponder
{
    private readonly Lock _lock = new();
    private readonly Verifier _verifier = new(cell.PayloadBytes);
    private readonly CostMeter _meter = meter ?? new CostMeter();
    private readonly ArrivalWindows _arrivals = new(cell.Pace.WindowMs * 1_000_000L);
    private readonly Delays _forward = new();
    private bool _hasBegun;
    private long _measured;
    private SocketCounts? _sockets;

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

            Take(header, now);
        }

        switch (header.Wants)
        {
            case Wants.Echo:
                message.CopyTo(reply);
                MessageHeader.Stamp(reply[..message.Length], number, Told(header, now), bodyHash);
                return message.Length;
            case Wants.Acknowledgement:
                (header with { TimeNs = Told(header, now), Responder = number }).Seal(reply[..Cell.MinPayloadBytes]);
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
                Cost = _meter.Cost(),
                Runtime = _meter.Runtime(),
                Sockets = _sockets,
            };
        }
    }

    private long Told(MessageHeader header, long now) => header.Phase == Phase.Look ? _meter.RuntimeSoFar.Packed : now;

    private void Take(MessageHeader header, long now)
    {
        switch (header.Phase)
        {
            // Warm-up goes the same way, so that nothing of it is cold when measuring begins.
            case Phase.Measured:
            case Phase.WarmUp when !_hasBegun:
                _measured += header.Phase == Phase.Measured ? 1 : 0;
                if (cell.Scenario == Scenario.Stream)
                {
                    _arrivals.Add(now);
                    _forward.Record(now - header.TimeNs);
                }

                break;
            // Where the word for it was lost it comes again, before anything is measured.
            case Phase.Begin when _measured == 0:
                _hasBegun = true;
                _arrivals.Reset();
                _forward.Reset();
                _meter.Begin();
                break;
            case Phase.End:
                // One more: of that which said begin the answer is charged, and of that which says end the way here.
                _meter.End(cell.Scenario == Scenario.Idle ? 0 : _measured + 1);
                // Now, while the initiators are still connected.
                _sockets ??= sockets?.Invoke();
                break;
        }
    }
}
