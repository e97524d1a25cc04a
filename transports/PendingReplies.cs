using System.Threading.Tasks.Sources;

namespace InterContainer.Transports;

/// <summary>
/// The exchanges of one initiator that wait for their replies. Each has a number that is not used again. A reply finds its exchange by that number, or is that
/// of the oldest one where a channel keeps the order. Nothing is allocated for an exchange. Thread-safe.
/// </summary>
internal sealed class PendingReplies
{
    // The rest of a number says which use of its place it is.
    private const int PlaceBits = 10;

    private readonly Lock _lock = new();
    private readonly Place[] _places;
    private readonly Stack<Place> _free;
    private readonly Queue<Place>? _order;
    private Exception? _broken;

    /// <param name="capacity">The most exchanges at once: 1 to 1,024.</param>
    /// <param name="isOrdered">Whether replies come in the order of <see cref="Begin"/>, without numbers.</param>
    /// <param name="isInline">Whether the one that hands over a reply goes on with its exchange; false: the pool does, because the next request may
    /// block.</param>
    public PendingReplies(int capacity, bool isOrdered, bool isInline = true)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << PlaceBits);
        _places = [.. Enumerable.Range(0, capacity).Select(index => new Place(this, index, isInline))];
        _free = new Stack<Place>(_places.Reverse());
        _order = isOrdered ? new Queue<Place>(capacity) : null;
    }

    /// <summary>Begins an exchange.</summary>
    /// <param name="reply">Where its reply goes.</param>
    /// <returns>Its number, and what completes with the length of its reply; to be awaited once.</returns>
    /// <exception cref="Exception">What broke it.</exception>
    /// <exception cref="InvalidOperationException">More exchanges at once than it was made for.</exception>
    public (long Number, ValueTask<int> Reply) Begin(Memory<byte> reply)
    {
        lock (_lock)
        {
            if (_broken is not null)
                throw _broken;
            if (!_free.TryPop(out var place))
                throw new InvalidOperationException($"This initiator was made for {_places.Length} exchanges at once.");
            _order?.Enqueue(place);
            return place.Begin(reply);
        }
    }

    /// <summary>The next reply has come, on a channel that keeps the order.</summary>
    /// <exception cref="TransportException">Nothing was asked.</exception>
    public void CompleteNext(ReadOnlySpan<byte> reply)
    {
        Place? place;
        lock (_lock)
        {
            if (!_order!.TryDequeue(out place))
                throw new TransportException("A reply came that nothing had asked for.");
            if (!place.TakeAny())
                return;
        }

        place.Complete(reply);
    }

    /// <summary>A reply has come. One that nothing waits for is dropped: its exchange was given up.</summary>
    public void Complete(long number, ReadOnlySpan<byte> reply)
    {
        var place = _places[(int)number & ((1 << PlaceBits) - 1)];
        lock (_lock)
        {
            if (!place.Take(number))
                return;
        }

        place.Complete(reply);
    }

    /// <summary>An exchange ends without its reply.</summary>
    public void GiveUp(long number, Exception cause)
    {
        var place = _places[(int)number & ((1 << PlaceBits) - 1)];
        lock (_lock)
        {
            if (!place.Take(number))
                return;
        }

        place.Fail(cause);
    }

    /// <summary>No reply will come any more. The first cause counts.</summary>
    public void Break(Exception cause)
    {
        List<Place> waiting;
        lock (_lock)
        {
            _broken ??= cause;
            waiting = [.. _places.Where(place => place.TakeAny())];
        }

        waiting.ForEach(place => place.Fail(cause));
    }

    private void Free(Place place)
    {
        lock (_lock)
            _free.Push(place);
    }

    private sealed class Place(PendingReplies owner, int index, bool isInline) : IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> _core = new() { RunContinuationsAsynchronously = !isInline };
        private Memory<byte> _reply;
        private long _number = index;
        private bool _isWaiting;

        public (long Number, ValueTask<int> Reply) Begin(Memory<byte> reply)
        {
            _core.Reset();
            _number += 1 << PlaceBits;
            (_reply, _isWaiting) = (reply, true);
            return (_number, new ValueTask<int>(this, _core.Version));
        }

        public bool Take(long number) => number == _number && TakeAny();

        public bool TakeAny()
        {
            var isWaiting = _isWaiting;
            _isWaiting = false;
            return isWaiting;
        }

        public void Complete(ReadOnlySpan<byte> reply)
        {
            if (reply.Length > _reply.Length)
            {
                Fail(new TransportException($"A reply of {reply.Length} bytes came where one of at most {_reply.Length} was expected."));
                return;
            }

            reply.CopyTo(_reply.Span);
            _core.SetResult(reply.Length);
        }

        public void Fail(Exception cause) => _core.SetException(cause);

        int IValueTaskSource<int>.GetResult(short token)
        {
            try
            {
                return _core.GetResult(token);
            }
            finally
            {
                _reply = default;
                owner.Free(this);
            }
        }

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
