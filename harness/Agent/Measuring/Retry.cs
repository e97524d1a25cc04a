using InterContainer.Transports;

namespace InterContainer.Agent.Measuring;

/// <summary>Tries again for a while: a service, a name or a route may come up a moment after its container.</summary>
internal static class Retry
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="attempt">What is tried.</param>
    /// <param name="limitSeconds">For how long.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="TransportException">The last attempt's, when time is up.</exception>
    public static async Task<T> TryAsync<T>(Func<ValueTask<T>> attempt, int limitSeconds, CancellationToken stop)
    {
        var deadline = MonotonicClock.NowNs + (long)TimeSpan.FromSeconds(limitSeconds).TotalNanoseconds;
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (TransportException) when (MonotonicClock.NowNs < deadline)
            {
                await Task.Delay(Pause, stop);
            }
        }
    }
}
