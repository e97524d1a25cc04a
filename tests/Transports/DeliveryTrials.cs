using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;

namespace InterContainer.Tests.Transports;

/// <summary>The trials, in containers of their own.</summary>
public sealed class DeliveryTrials : IAsyncDisposable
{
    /// <summary>A send that takes so long was held up by the stalled responder, and not by a busy machine.</summary>
    public const int BlockedMs = 1000;

    private const int StallMs = 3000;
    private const int SendForMs = 2500;

    private readonly TrialPlaces _places = new(4);
    private readonly PairFixture _pairs;

    public DeliveryTrials(EngineFixture engine)
    {
        _pairs = new PairFixture(engine);
        Resumed = new(Transports, PlacesFor, transport => ToADeadResponderAsync(transport, resume: true));
        Clean = new(Transports, PlacesFor, transport => ToADeadResponderAsync(transport, resume: false));
        Stalled = new(Transports, PlacesFor, ToAStalledResponderAsync);
    }

    internal Trials<string, (long Accepted, Verified Arrived)> Resumed { get; }

    internal Trials<string, (long Accepted, Verified Arrived)> Clean { get; }

    internal Trials<string, (DeliveryLine Sent, long Arrived)> Stalled { get; }

    public async ValueTask DisposeAsync()
    {
        await _pairs.DisposeAsync();
        _places.Dispose();
    }

    internal static IEnumerable<string> Transports =>
        PairFixture.Examined.Where(PairFixture.HasTwoProcesses).Where(PairFixture.HasOwnEnds).SelectMany(PairFixture.Choices).Where(PairFixture.IsOfDefaults);

    private SemaphoreSlim PlacesFor(string transport) => _places.For(transport, Isolation.Container);

    private async Task<(long Accepted, Verified Arrived)> ToADeadResponderAsync(string transport, bool resume)
    {
        await using var pair = await _pairs.PrepareAsync(transport, Isolation.Container);
        var accepted = await DeadResponder.SendAsync(pair, transport);
        return (accepted, await DeadResponder.NextAsync(pair, transport, resume));
    }

    private async Task<(DeliveryLine Sent, long Arrived)> ToAStalledResponderAsync(string transport)
    {
        await using var pair = await _pairs.PrepareAsync(transport, Isolation.Container);
        var cell = new Cell { Transport = transport, PayloadBytes = 4096 };
        await using var responder = await PairFixture.ServeAsync(pair, new AgentRequest(Role.Responder, cell) { StallMs = StallMs });
        await using var sender = await Playing.StartAsync(pair, new AgentRequest(Role.ConformanceTester, cell)
        {
            ConformanceTest = new ConformanceTest { Kind = ConformanceTestKind.Delivery, Messages = 50_000, ForMs = SendForMs },
        });
        var sent = await sender.Reader.NextAsync<DeliveryLine>(PairFixture.Timeout, TestContext.Current.CancellationToken);
        // Until the stall is over, and as long as was sent for what has queued.
        await Task.Delay(StallMs + SendForMs, TestContext.Current.CancellationToken);
        return (sent, (await responder.StopAsync()).Verified.Received);
    }
}
