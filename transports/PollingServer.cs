namespace InterContainer.Transports;

/// <summary>The answering end of a transport that polls: looks, waits, looks again, on a thread of its own.</summary>
internal sealed class PollingServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Action _cleanUp;
    private readonly Task _polling;

    /// <param name="interval">Between a look that found nothing and the next.</param>
    /// <param name="look">Answers all that is there; false where nothing was.</param>
    /// <param name="cleanUp">Removes the shared place after the last look.</param>
    public PollingServer(TimeSpan interval, Func<bool> look, Action cleanUp)
        : this(new PollTimer(interval).Wait, look, cleanUp)
    {
    }

    /// <param name="wait">Returns when it is time to look again, or throws when it is cancelled.</param>
    /// <param name="look">Answers all that is there; false where nothing was.</param>
    /// <param name="cleanUp">Removes the shared place after the last look.</param>
    public PollingServer(Action<CancellationToken> wait, Func<bool> look, Action cleanUp)
    {
        _cleanUp = cleanUp;
        _polling = Task.Factory.StartNew(() => Poll(wait, look), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <exception cref="TransportException">Polling ended before, because a look failed.</exception>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _polling;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
        finally
        {
            _cleanUp();
            _stop.Dispose();
        }
    }

    private void Poll(Action<CancellationToken> wait, Func<bool> look)
    {
        while (true)
        {
            if (look())
                _stop.Token.ThrowIfCancellationRequested();
            else
                wait(_stop.Token);
        }
    }
}
