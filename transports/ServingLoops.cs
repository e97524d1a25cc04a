namespace InterContainer.Transports;

/// <summary>The loops of an answering end, of which the first that fails is told. Thread-safe.</summary>
internal sealed class ServingLoops
{
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServingLoops()
    {
        // Where it is not asked for, nothing is to be said at the end of the process.
        _ = _failure.Task.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Fails with the cause of the first that failed; else it never ends.</summary>
    public Task Failure => _failure.Task;

    /// <summary>Tells when a loop fails.</summary>
    /// <returns>The loop.</returns>
    public Task Watch(Task loop)
    {
        _ = loop.ContinueWith(
            failed => Fail(failed.Exception!.InnerException!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return loop;
    }

    /// <summary>Tells of a failure in what a library calls.</summary>
    public void Fail(Exception cause) => _failure.TrySetException(cause);
}
