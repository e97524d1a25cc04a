namespace InterContainer.Transports;

/// <summary>
/// The answering end of a transport that polls: looks, waits, looks again, beginning on a thread of its own. Looks and waits that block stay on it.
/// </summary>
internal sealed class PollingServer : IServing
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ValueTask> _cleanUp;
    private readonly Task _polling;

    /// <param name="interval">Between a look that found nothing and the next.</param>
    /// <param name="look">Answers all that is there; false where nothing was.</param>
    /// <param name="cleanUp">Removes the shared place after the last look.</param>
    public PollingServer(TimeSpan interval, Func<bool> look, Action cleanUp)
        : this(new PollTimer(interval).Wait, look, cleanUp)
    {
    }

    /// <param name="wait">Between a look that found nothing and the next; throws when cancelled.</param>
    /// <param name="look">Answers all that is there; false where the next look may wait.</param>
    /// <param name="cleanUp">Removes the shared place after the last look.</param>
    public PollingServer(Action<CancellationToken> wait, Func<bool> look, Action cleanUp)
        : this(
            cancellationToken =>
            {
                wait(cancellationToken);
                return default;
            },
            () => new ValueTask<bool>(look()),
            () =>
            {
                cleanUp();
                return default;
            })
    {
    }

    /// <inheritdoc cref="PollingServer(Action{CancellationToken}, Func{bool}, Action)"/>
    public PollingServer(Func<CancellationToken, ValueTask> wait, Func<ValueTask<bool>> look, Func<ValueTask> cleanUp)
    {
        _cleanUp = cleanUp;
        _polling = Task.Factory.StartNew(() => PollAsync(wait, look), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    public Task Serving => _polling;

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
            _stop.Dispose();
            await CleanUpAsync();
        }
    }

    // Where a look failed, its cause is the one to know: what cleans up often fails for the same.
    private async ValueTask CleanUpAsync()
    {
        try
        {
            await _cleanUp();
        }
        catch (Exception) when (_polling.IsFaulted)
        {
            // It is told already.
        }
    }

    private async Task PollAsync(Func<CancellationToken, ValueTask> wait, Func<ValueTask<bool>> look)
    {
        while (true)
        {
            if (await look())
                _stop.Token.ThrowIfCancellationRequested();
            else
                await wait(_stop.Token);
        }
    }
}
