namespace InterContainer.Transports;

/// <summary>
/// The answering end of a transport that polls: polls, waits, polls again, beginning on a thread of its own. Polls and waits that block stay on it.
/// </summary>
internal sealed class PollingServer : IServing
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ValueTask> _cleanUp;
    private readonly Task _polling;

    /// <param name="interval">Between an empty poll and the next.</param>
    /// <param name="poll">Answers all that is there; false where nothing was.</param>
    /// <param name="cleanUp">Removes the shared place after the last poll.</param>
    public PollingServer(TimeSpan interval, Func<bool> poll, Action cleanUp)
        : this(new PollTimer(interval).Wait, poll, cleanUp)
    {
    }

    /// <param name="wait">Between an empty poll and the next; throws when cancelled.</param>
    /// <param name="poll">Answers all that is there; false where the next poll may wait.</param>
    /// <param name="cleanUp">Removes the shared place after the last poll.</param>
    public PollingServer(Action<CancellationToken> wait, Func<bool> poll, Action cleanUp)
        : this(
            cancellationToken =>
            {
                wait(cancellationToken);
                return default;
            },
            () => new ValueTask<bool>(poll()),
            () =>
            {
                cleanUp();
                return default;
            })
    {
    }

    /// <inheritdoc cref="PollingServer(Action{CancellationToken}, Func{bool}, Action)"/>
    public PollingServer(Func<CancellationToken, ValueTask> wait, Func<ValueTask<bool>> poll, Func<ValueTask> cleanUp)
    {
        _cleanUp = cleanUp;
        _polling = Task.Factory.StartNew(() => PollAsync(wait, poll), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    public Task Serving => _polling;

    /// <exception cref="TransportException">Polling ended before, because a poll failed.</exception>
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

    // Where a poll failed, its cause is the one to know: what cleans up often fails for the same.
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

    private async Task PollAsync(Func<CancellationToken, ValueTask> wait, Func<ValueTask<bool>> poll)
    {
        while (true)
        {
            if (await poll())
                _stop.Token.ThrowIfCancellationRequested();
            else
                await wait(_stop.Token);
        }
    }
}
