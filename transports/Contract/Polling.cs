namespace InterContainer.Transports;

/// <summary>
/// How often this process polled a shared place and found nothing: a query to a database, or a listing of a folder. An end that polls counts, so that what
/// polling asks of others is known. Nothing is measured here.
/// </summary>
public static class Polling
{
    private static long _emptyPolls;

    /// <summary>Since the process started, of all ends in it.</summary>
    public static long EmptyPolls => Interlocked.Read(ref _emptyPolls);

    /// <summary>One more poll found nothing.</summary>
    public static void CountEmptyPoll() => Interlocked.Increment(ref _emptyPolls);
}
