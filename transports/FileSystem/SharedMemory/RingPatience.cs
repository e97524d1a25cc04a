namespace InterContainer.Transports.FileSystem.SharedMemory;

/// <summary>What ends a wait: being told to, or that the other end is gone.</summary>
/// <param name="otherEnd">The other end's sign of life.</param>
/// <param name="cancellationToken">Being told to.</param>
internal readonly struct RingPatience(LifeSign otherEnd, CancellationToken cancellationToken)
{
    /// <exception cref="OperationCanceledException">It was told to.</exception>
    /// <exception cref="TransportException">The other end is gone.</exception>
    public void Check()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!otherEnd.IsSeen())
            throw new TransportException("The other end of the shared memory is gone.");
    }
}
