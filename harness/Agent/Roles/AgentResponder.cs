using InterContainer.Agent.Accounting;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Verifies each message and answers as its header asks, with the time at which the message was there.</summary>
/// <param name="cells">Those that are played with the same connections, one after the other.</param>
/// <param name="meter">Charges its process; null: one of its own.</param>
/// <param name="number">Which of the pair's responders it is, from 0.</param>
/// <param name="sockets">Counts those of its process; null: they are not counted.</param>
internal sealed class AgentResponder(IReadOnlyList<Cell> cells, CostMeter? meter = null, int number = 0, Func<SocketCounts?>? sockets = null) : IResponder
{
    private readonly Lock _lock = new();
    private readonly CostMeter _meter = meter ?? new CostMeter();
    private readonly CellTally[] _tallies = [.. cells.Select(cell => new CellTally(cell))];
    private TaskCompletionSource _ended = NotEnded();
    private int _current;

    /// <summary>Completes when it was told that what it was last told to begin has ended.</summary>
    public Task Ended
    {
        get
        {
            lock (_lock)
                return _ended.Task;
        }
    }

    public AgentResponder(Cell cell)
        : this([cell])
    {
    }

    public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
    {
        MessageHeader header;
        ulong bodyHash;
        long now;
        lock (_lock)
        {
            // Inside, so that times are in order.
            now = MonotonicClock.NowNs;
            var isWhole = MessageHeader.TryRead(message, out header, out bodyHash) && header.Cell < _tallies.Length;
            _current = isWhole ? header.Cell : _current;
            if (!_tallies[_current].Verifier.Accept(isWhole, message.Length, header))
            {
                // Sent back as it came: the initiator counts it as well, and its loop goes on.
                message.CopyTo(reply);
                return message.Length;
            }

            Take(_tallies[_current], header, now);
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

    /// <summary>What was seen of a cell.</summary>
    /// <param name="cell">Its place among the cells.</param>
    public Measurement Summary(int cell = 0)
    {
        lock (_lock)
            return _tallies[cell].Summary();
    }

    private static TaskCompletionSource NotEnded() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long Told(MessageHeader header, long now) => header.Phase == Phase.Sample ? _meter.RuntimeSoFar.Packed : now;

    private void Take(CellTally tally, MessageHeader header, long now)
    {
        switch (header.Phase)
        {
            // Warm-up goes the same way, so that nothing of it is cold when measuring begins.
            case Phase.Measured:
            case Phase.WarmUp when !tally.HasBegun || tally.IsRehearsed:
                tally.Count(header, now);
                break;
            // Where the word for it was lost it comes again, before anything is measured; and what has ended may be played again: it was rehearsed, or not
            // warm.
            case Phase.Begin when tally.MayBegin:
                tally.Begin();
                _ended = _ended.Task.IsCompleted ? NotEnded() : _ended;
                _meter.Begin();
                break;
            case Phase.End when tally.Cost is null:
                // One more: of that which said begin the answer is charged, and of that which says end the way here.
                _meter.End(tally.IsIdle ? 0 : tally.Measured + 1);
                tally.End(_meter.Cost(), _meter.Runtime(), sockets?.Invoke());
                _ended.TrySetResult();
                break;
        }
    }

    /// <summary>What is counted of one cell. Not thread-safe.</summary>
    private sealed class CellTally(Cell cell)
    {
        private const int TimesOfMessage = 2;
        private const int MostTimes = TimesOfMessage * Cell.MaxPublished;

        private readonly ArrivalWindows _arrivals = new(cell.Timing.WindowNs);
        private readonly Delays _forward = new();
        private RuntimeActivity? _runtime;
        private SocketCounts? _sockets;

        // Of a fan-out, of each message when it was sent and when it came.
        private readonly List<long> _times = cell.Scenario == Scenario.FanOut ? new(MostTimes) : [];

        public Verifier Verifier { get; } = new(cell.PayloadBytes);

        public bool IsIdle => cell.Scenario == Scenario.Idle;

        public bool HasBegun { get; private set; }

        /// <summary>Whether it ended without a measured message, where there have to be some.</summary>
        public bool IsRehearsed => Cost is not null && Measured == 0 && !IsIdle;

        /// <summary>Whether nothing was measured since it began, or what was has ended.</summary>
        public bool MayBegin => Cost is null ? Measured == 0 : !IsIdle;

        public long Measured { get; private set; }

        public RoleCost? Cost { get; private set; }

        public void Begin()
        {
            (HasBegun, Cost, Measured) = (true, null, 0);
            _arrivals.Reset();
            _forward.Reset();
            _times.Clear();
        }

        public void Count(MessageHeader header, long now)
        {
            Measured += header.Phase == Phase.Measured ? 1 : 0;
            if (cell.Scenario == Scenario.FanOut && _times.Count < MostTimes)
                _times.AddRange(header.TimeNs, now);
            if (cell.Scenario != Scenario.Stream)
                return;
            _arrivals.Add(now);
            _forward.Record(now - header.TimeNs);
        }

        /// <param name="cost">Of the process, in the measured time.</param>
        /// <param name="runtime">Likewise.</param>
        /// <param name="sockets">Those of now, while the initiators are still connected.</param>
        public void End(RoleCost? cost, RuntimeActivity? runtime, SocketCounts? sockets) => (Cost, _runtime, _sockets) = (cost, runtime, sockets);

        public Measurement Summary() => new()
        {
            // A window of warm-up only is none.
            Windows = HasBegun ? _arrivals.ToWindows() : [],
            Times = HasBegun && cell.Scenario == Scenario.FanOut ? MessageTimes.Encode(_times, TimesOfMessage) : null,
            ForwardNs = HasBegun ? _forward.Summary() : null,
            BeforeSent = _forward.Negative,
            Verified = Verifier.Summary(),
            Cost = Cost,
            Runtime = _runtime,
            Sockets = _sockets,
        };
    }
}
