using System.Threading.Tasks.Sources;

namespace InterContainer.Transports;

/// <summary>
/// The wait of <see cref="PollTimer"/> for an end that must not block the thread it is on: a thread of its own waits, and goes on with the end's next poll. One
/// wait at a time.
/// </summary>
internal sealed class PollThread : IValueTaskSource, IDisposable
{
    private readonly PollTimer _timer;
    private readonly Thread? _thread;
    private readonly AutoResetEvent _asked = new(false);
    private ManualResetValueTaskSourceCore<bool> _waited;
    private CancellationToken _cancellationToken;
    private volatile bool _isDisposed;

    /// <param name="interval">0: there is nothing to wait for, as an end that awaits its polls gives up the processor with each.</param>
    public PollThread(TimeSpan interval)
    {
        _timer = new PollTimer(interval);
        if (interval == TimeSpan.Zero)
            return;
        _thread = new Thread(Run) { IsBackground = true, Name = "poll interval" };
        _thread.Start();
    }

    /// <summary>Completes after the interval.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, before or while waiting.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (_thread is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Polling.CountEmptyPoll();
            return default;
        }

        _waited.Reset();
        _cancellationToken = cancellationToken;
        _asked.Set();
        return new ValueTask(this, _waited.Version);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _asked.Set();
        // Where it goes on with the end it may be the end's own disposal that is here.
        if (_thread is not null && _thread != Thread.CurrentThread)
            _thread.Join();
        _asked.Dispose();
    }

    void IValueTaskSource.GetResult(short token) => _waited.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _waited.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waited.OnCompleted(continuation, state, token, flags);

    private void Run()
    {
        while (!_isDisposed)
        {
            _asked.WaitOne();
            if (_isDisposed)
                return;
            try
            {
                _timer.Wait(_cancellationToken);
            }
            catch (Exception e)
            {
                _waited.SetException(e);
                continue;
            }

            _waited.SetResult(true);
        }
    }
}
