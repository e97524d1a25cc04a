using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>Every subscriber gets every message once and in order, natively or by a send to each, as the traits say.</summary>
[Collection(nameof(WholeRuns))]
public sealed class FanOutTests(FanOutTrials trials) : IClassFixture<FanOutTrials>
{
    public static TheoryData<string, Isolation> Places => [.. FanOutTrials.Places];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Every_subscriber_gets_every_message_once(string transport, Isolation isolation)
    {
        trials.Need(isolation);
        var traits = PairFixture.TraitsOf(transport);
        var result = Assert.Single(await trials.FannedOut.OutcomeAsync((transport, isolation)));

        if (traits.Needs.HasFlag(Needs.SameProcess))
        {
            Assert.Equal(Status.Skipped, result.Status);
            Assert.Contains("each subscriber needs its own", result.Reason, StringComparison.Ordinal);
            return;
        }

        Assert.Equal((Status.Ok, null, (int?)FanOutTrials.Subscribers), (result.Status, result.Reason, result.Subscribers));
        Assert.Equal((0L, 0L), (result.Counts!.Duplicated, result.Counts.Corrupted));
        if (traits.Ordered)
            Assert.Equal(0, result.Counts.Reordered);
        if (traits.Delivery == Delivery.AtMostOnce)
            return;
        Assert.Equal((0L, result.Counts.Sent), (result.Counts.Lost, result.Counts.Received));
        Assert.Equal(0, result.Counts.Sent % FanOutTrials.Subscribers);
        // Each of the measured messages came to all, and the figure to each has them all.
        Assert.Equal(result.LatencyNs!.Count * FanOutTrials.Subscribers, result.OneWayRequestNs!.Count);
        Assert.True(result.LatencyNs.P50 >= result.OneWayRequestNs.P50);
        Assert.NotNull(result.Cost!.Responder);
    }
}

/// <summary>A publisher and a few subscribers of each transport.</summary>
public sealed class FanOutTrials : CellTrials
{
    public const int Subscribers = 3;

    public FanOutTrials(EngineFixture engine)
        : base(engine) => FannedOut = Of(Places, traits =>
        [
            new Cell
            {
                Transport = traits.Name,
                Scenario = Scenario.FanOut,
                Subscribers = Subscribers,
                OfferedRate = 100,
                Timing = new Timing { WindowMs = 50, MaxWarmUpMs = 200, MinWindows = 10, MaxWindows = 10 },
            },
        ]);

    internal Trials<(string Transport, Isolation Isolation), IReadOnlyList<CellResult>> FannedOut { get; }

    // What needs a service has it in containers; for the others it is launchers that differ, and these choose places alike.
    internal static IEnumerable<(string Transport, Isolation Isolation)> Places => PairFixture.Places(PairFixture.HasOwnEnds).Where(place =>
        PairFixture.IsOfDefaults(place.Transport) &&
        place.Isolation == (PairFixture.TraitsOf(place.Transport).Service is { Service.Embedded: null } ? Isolation.Container : Isolation.Process));
}
