using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>How many trials run side by side.</summary>
internal sealed class TrialPlaces(int sideBySide) : IDisposable
{
    private readonly SemaphoreSlim _places = new(sideBySide);

    // The broker joins and leaves the network of each pair, and its WebSocket library hangs up when a route goes.
    private readonly SemaphoreSlim _atTheBroker = new(1);

    public SemaphoreSlim For(string transport, Isolation isolation) =>
        isolation == Isolation.Container && PairFixture.TraitsOf(transport).Service is { Service.Kind: ServiceKind.Broker } ? _atTheBroker : _places;

    public void Dispose()
    {
        _places.Dispose();
        _atTheBroker.Dispose();
    }
}
