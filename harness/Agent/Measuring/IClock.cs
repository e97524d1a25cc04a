namespace InterContainer.Agent.Measuring;

/// <summary>Time as scenarios see it, so that a test can say what time it is.</summary>
internal interface IClock
{
    /// <summary>Nanoseconds, monotonic.</summary>
    long NowNs { get; }

    /// <summary>Returns at a time, as punctually as the machine can, or at once where it is past.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    ValueTask UntilAsync(long dueNs, CancellationToken cancellationToken);
}
