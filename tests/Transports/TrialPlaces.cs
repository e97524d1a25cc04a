using InterContainer.Runner.Results;

namespace InterContainer.Tests.Transports;

/// <summary>How many trials run side by side.</summary>
internal sealed class TrialPlaces(int sideBySide) : IDisposable
{
    private readonly SemaphoreSlim _places = new(sideBySide);

    // It joins and leaves the network of each pair, and its WebSocket library hangs up when a route goes.
    private readonly SemaphoreSlim _atMosquitto = new(1);

    public SemaphoreSlim For(string transport, Isolation isolation) =>
        isolation == Isolation.Container && PairFixture.TraitsOf(transport).Service is { Service.Name: "mosquitto" } ? _atMosquitto : _places;

    public void Dispose()
    {
        _places.Dispose();
        _atMosquitto.Dispose();
    }
}
