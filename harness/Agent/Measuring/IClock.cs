namespace InterContainer.Agent.Measuring;

/// <summary>Time as scenarios see it, so that a test can say what time it is.</summary>
internal interface IClock
{
    /// <summary>Nanoseconds, monotonic.</summary>
    long NowNs { get; }

    /// <summary>Returns at a time, as punctually as the machine can, or at once where it is past.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    ValueTask UntilAsync(long dueNs, CancellationToken cancellationToken);

    /// <summary>Returns at a time or some ms after it. Holds no thread and spins on none, so that the caller has to be woken up.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    ValueTask RestUntilAsync(long dueNs, CancellationToken cancellationToken);
}
