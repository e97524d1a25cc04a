using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>An initiator matches the replies of as many requests as the traits allow, whatever their size.</summary>
[Collection(nameof(WholeRuns))]
public sealed class InFlightTests(PairFixture pairs) : IClassFixture<PairFixture>
{
    private const int Large = 64 * 1024;
    private const double Rate = 100;

    public static TheoryData<string, Isolation> OneAtATime => [.. Places(traits => traits.MaxInFlight == 1)];

    public static TheoryData<string, Isolation> SeveralAtOnce => [.. Places(traits => traits.MaxInFlight > 1)];

    public static TheoryData<string, Isolation> LargeAtOnce => [.. Places(traits => traits.MaxInFlight > 1 && traits.MaxPayloadBytes >= Large)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(OneAtATime))]
    public async Task More_than_the_traits_allow_are_skipped(string transport, Isolation isolation)
    {
        var result = (await PlayAsync(transport, isolation, 2, 64, Scenario.RoundTrip))[0];

        Assert.Equal((Status.Skipped, $"{transport} has one request in flight at a time."), (result.Status, result.Reason));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(SeveralAtOnce))]
    public async Task The_most_requests_at_once_are_each_answered_by_their_own_reply(string transport, Isolation isolation)
    {
        var traits = PairFixture.TraitsOf(transport);
        Scenario[] scenarios = traits.StopAndWait ? [Scenario.RoundTrip, Scenario.Load, Scenario.Stream] : [Scenario.RoundTrip, Scenario.Load];

        var results = await PlayAsync(transport, isolation, traits.MaxInFlight, 64, scenarios);

        Assert.All(results, result => AssertAnswered(traits, result));
        // One schedule for all that are in flight, of a second.
        Assert.Equal((long)Rate, results[1].Due);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(LargeAtOnce))]
    public async Task Requests_that_are_together_larger_than_any_buffer_are_answered(string transport, Isolation isolation) =>
        AssertAnswered(PairFixture.TraitsOf(transport), (await PlayAsync(transport, isolation, 16, Large, Scenario.RoundTrip))[0]);

    // How replies are matched is the same between processes and between containers.
    private static IEnumerable<(string Transport, Isolation Isolation)> Places(Predicate<Traits> wanted) =>
        PairFixture.Places(wanted).GroupBy(place => place.Transport).Select(places => places.MaxBy(place => place.Isolation == Isolation.Process));

    private async Task<IReadOnlyList<CellResult>> PlayAsync(
        string transport, Isolation isolation, int inFlight, int payloadBytes, params IEnumerable<Scenario> scenarios)
    {
        var choice = TransportChoice.Parse(transport, PairFixture.Catalogue);
        // What a busy machine does not hold is no fault of the matching.
        var cells = scenarios.Select(scenario => new PlannedCell(
            choice,
            new Cell
            {
                Transport = transport,
                Scenario = scenario,
                PayloadBytes = payloadBytes,
                InFlight = inFlight,
                OfferedRate = scenario == Scenario.Load ? Rate : null,
                Pace = new Pace { WindowMs = 100, MaxWarmUpMs = 200, MinWindows = 10, MaxWindows = 10 },
            },
            1)
        {
            Saturates = true,
        });
        await using var runner = new CellRunner(pairs.Launcher(isolation), TimeSpan.FromSeconds(5));
        return await runner.RunAsync(new PlannedPair([.. cells]), TestContext.Current.CancellationToken);
    }

    private static void AssertAnswered(Traits traits, CellResult result)
    {
        Assert.Equal((Status.Ok, null), (result.Status, result.Reason));
        Assert.Equal(0, result.Counts!.Corrupted);
        if (traits.Delivery != Delivery.AtMostOnce)
            Assert.Equal(0, result.Counts.Lost);
        if (traits.Delivery != Delivery.AtLeastOnce)
            Assert.Equal(0, result.Counts.Duplicated);
        Assert.True(result.Throughput!.MessagesPerSecond > 0);
    }
}
