using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>
/// A trial of every transport. Trials mostly wait, so a few run side by side from the moment the first is asked for; each test takes the
/// outcome of its own.
/// </summary>
internal sealed class Trials<T>
{
    private readonly Lazy<Dictionary<string, Task<T>>> _running;

    /// <param name="placesFor">How many trials run side by side, as places that the kinds of trials share.</param>
    /// <param name="trial">Makes one.</param>
    public Trials(Func<Traits, SemaphoreSlim> placesFor, Func<string, Task<T>> trial) => _running = new(() =>
    {
        // The context of the test that happens to be first ends with that test.
        using var apart = ExecutionContext.SuppressFlow();
        return PairFixture.Examined.Where(PairFixture.HasTwoProcesses).ToDictionary(traits => traits.Name, traits => Task.Run(async () =>
        {
            var places = placesFor(traits);
            await places.WaitAsync();
            try
            {
                return await trial(traits.Name);
            }
            finally
            {
                places.Release();
            }
        }));
    });

    public Task<T> OutcomeAsync(string transport) => _running.Value[transport];
}
