namespace InterContainer.Agent.Measuring;

/// <summary>Ends a wait in which nothing comes any more: transports that only see a shared place cannot know that their peer is gone.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly Timer _timer;
    private long _beats;
    private long _seen = -1;
    private int _silentSeconds;

    /// <param name="limit">How long nothing may come; whole seconds.</param>
    /// <param name="stop">Ends the wait as well.</param>
    public Watchdog(TimeSpan limit, CancellationToken stop)
    {
        _silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var second = TimeSpan.FromSeconds(1);
        _timer = new Timer(_ => Check(limit), null, second, second);
    }

    /// <summary>Cancelled when nothing came for too long.</summary>
    public CancellationToken Token => _silence.Token;

    /// <summary>Whether it was silence that cancelled, not a stop.</summary>
    public bool Barked { get; private set; }

    /// <summary>Something came.</summary>
    public void Beat() => Volatile.Write(ref _beats, _beats + 1);

    public void Dispose()
    {
        _timer.Dispose();
        _silence.Dispose();
    }

    private void Check(TimeSpan limit)
    {
        var beats = Volatile.Read(ref _beats);
        _silentSeconds = beats == _seen ? _silentSeconds + 1 : 0;
        _seen = beats;
        if (_silentSeconds < limit.TotalSeconds || Barked)
            return;
        Barked = true;
        _silence.Cancel();
    }
}
