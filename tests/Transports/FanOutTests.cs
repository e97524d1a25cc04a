using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>Every subscriber gets every message once and in order, natively or by a send to each, as the traits say.</summary>
[Collection(nameof(WholeRuns))]
public sealed class FanOutTests(PairFixture pairs) : IClassFixture<PairFixture>
{
    private const int Subscribers = 3;

    // What needs a service has it in containers; for the others it is launchers that differ, and these choose places alike.
    public static TheoryData<string, Isolation> Places =>
        [
            .. PairFixture.Places(_ => true).Where(place =>
                place.Isolation == (PairFixture.TraitsOf(place.Transport).Needs.HasFlag(Needs.Postgres) ? Isolation.Container : Isolation.Process)),
        ];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Every_subscriber_gets_every_message_once(string transport, Isolation isolation)
    {
        var traits = PairFixture.TraitsOf(transport);
        var cell = new Cell
        {
            Transport = transport,
            Scenario = Scenario.FanOut,
            Subscribers = Subscribers,
            OfferedRate = 100,
            Pace = new Pace { WindowMs = 50, MaxWarmUpMs = 200, MinWindows = 10, MaxWindows = 10 },
        };
        await using var runner = new CellRunner(pairs.Launcher(isolation), TimeSpan.FromSeconds(1));

        var planned = new PlannedCell(TransportChoice.Parse(transport, PairFixture.Catalogue), cell, 1);
        var result = await runner.RunAsync(planned, TestContext.Current.CancellationToken);

        if (traits.Needs.HasFlag(Needs.SameProcess))
        {
            Assert.Equal(Status.Skipped, result.Status);
            Assert.Contains("subscribers are apart", result.Reason, StringComparison.Ordinal);
            return;
        }

        Assert.Equal((Status.Ok, null, (int?)Subscribers), (result.Status, result.Reason, result.Subscribers));
        Assert.Equal((0L, 0L), (result.Counts!.Duplicated, result.Counts.Corrupted));
        if (traits.Ordered)
            Assert.Equal(0, result.Counts.Reordered);
        if (traits.Delivery == Delivery.AtMostOnce)
            return;
        Assert.Equal((0L, result.Counts.Sent), (result.Counts.Lost, result.Counts.Received));
        Assert.Equal(0, result.Counts.Sent % Subscribers);
        // Each of the measured messages came to all, and the figure to each has them all.
        Assert.Equal(result.LatencyNs!.Count * Subscribers, result.OneWayNs!.Count);
        Assert.True(result.LatencyNs.P50 >= result.OneWayNs.P50);
        Assert.NotNull(result.Cost!.Responder);
    }
}
