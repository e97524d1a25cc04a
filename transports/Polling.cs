namespace InterContainer.Transports;

/// <summary>
/// How often this process looked at a shared place and found nothing: a query to a database, or a listing of a folder. Whoever polls counts, so that what
/// polling asks of
/// others is known; nothing is measured here.
/// </summary>
public static class Polling
{
    private static long _looks;

    /// <summary>Since the process started, of all ends in it.</summary>
    public static long EmptyPolls => Interlocked.Read(ref _looks);

    /// <summary>One more look found nothing.</summary>
    public static void CountEmptyPoll() => Interlocked.Increment(ref _looks);
}
