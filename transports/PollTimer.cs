namespace InterContainer.Transports;

/// <summary>The wait after an empty poll of a shared place.</summary>
/// <param name="interval">0: give up the processor, but poll again as soon as it is ours.</param>
internal sealed class PollTimer(TimeSpan interval)
{
    /// <summary>Blocks its thread for the interval: the runtime's timers are too coarse for 1 ms, a waiting thread is not.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, before or while waiting.</exception>
    public void Wait(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Polling.CountEmptyPoll();
        if (interval == TimeSpan.Zero)
            Thread.Yield();
        else if (cancellationToken.CanBeCanceled && cancellationToken.WaitHandle.WaitOne(interval))
            throw new OperationCanceledException(cancellationToken);
        else if (!cancellationToken.CanBeCanceled)
            Thread.Sleep(interval);
    }
}
