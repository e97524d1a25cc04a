using System.Threading.Tasks.Sources;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// Hands the length of a reply to the exchange that waits for it. That goes on at once on the thread that received it: another thread would have
/// to be woken.
/// </summary>
internal sealed class ReplySignal : IValueTaskSource<int>
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<int> _core;
    private bool _waiting;
    private Exception? _broken;

    /// <summary>The next reply. One at a time.</summary>
    /// <exception cref="Exception">What broke it.</exception>
    public ValueTask<int> Next()
    {
        lock (_lock)
        {
            if (_broken is not null)
                throw _broken;
            _core.Reset();
            _waiting = true;
            return new ValueTask<int>(this, _core.Version);
        }
    }

    /// <summary>A reply has come. One without a waiting exchange is dropped.</summary>
    public void Set(int length)
    {
        if (TakeWaiting(null))
            _core.SetResult(length);
    }

    /// <summary>No reply will come any more.</summary>
    public void Break(Exception cause)
    {
        if (TakeWaiting(cause))
            _core.SetException(cause);
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private bool TakeWaiting(Exception? cause)
    {
        lock (_lock)
        {
            _broken ??= cause;
            var waiting = _waiting;
            _waiting = false;
            return waiting;
        }
    }
}
