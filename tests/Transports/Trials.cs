namespace InterContainer.Tests.Transports;

/// <summary>
/// A trial of each of many. Trials mostly wait, so a few run side by side from the moment the first is asked for; each test takes the
/// outcome of its own.
/// </summary>
/// <typeparam name="TSubject">What is tried: a transport, or a transport in an isolation.</typeparam>
/// <typeparam name="TOutcome">What comes out.</typeparam>
internal sealed class Trials<TSubject, TOutcome>
    where TSubject : notnull
{
    private readonly Lazy<Dictionary<TSubject, Task<TOutcome>>> _running;

    /// <param name="subjects">All of them.</param>
    /// <param name="placesFor">How many trials run side by side, as places that the kinds of trials share.</param>
    /// <param name="trial">Makes one.</param>
    public Trials(IEnumerable<TSubject> subjects, Func<TSubject, SemaphoreSlim> placesFor, Func<TSubject, Task<TOutcome>> trial) => _running = new(() =>
    {
        // The context of the test that happens to be first ends with that test.
        using var suppressed = ExecutionContext.SuppressFlow();
        return subjects.ToDictionary(subject => subject, subject => Task.Run(async () =>
        {
            var places = placesFor(subject);
            await places.WaitAsync();
            try
            {
                return await trial(subject);
            }
            finally
            {
                places.Release();
            }
        }));
    });

    public Task<TOutcome> OutcomeAsync(TSubject subject) => _running.Value[subject];
}
