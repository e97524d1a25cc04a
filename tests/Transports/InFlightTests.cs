using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>An initiator matches the replies of as many requests as the traits allow, whatever their size.</summary>
[Collection(nameof(WholeRuns))]
public sealed class InFlightTests(InFlightTrials trials) : IClassFixture<InFlightTrials>
{
    public static TheoryData<string, Isolation> OneAtATime => [.. InFlightTrials.Places(InFlightTrials.IsOneAtATime)];

    public static TheoryData<string, Isolation> SeveralAtOnce => [.. InFlightTrials.Places(InFlightTrials.IsSeveralAtOnce)];

    public static TheoryData<string, Isolation> LargeAtOnce => [.. InFlightTrials.Places(InFlightTrials.IsLargeAtOnce)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(OneAtATime))]
    public async Task More_than_the_traits_allow_are_skipped(string transport, Isolation isolation)
    {
        trials.Need(isolation);
        var result = Assert.Single(await trials.TooMany.OutcomeAsync((transport, isolation)));

        Assert.Equal((Status.Skipped, $"{transport} has one request in flight at a time."), (result.Status, result.Reason));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(SeveralAtOnce))]
    public async Task The_most_requests_at_once_are_each_answered_by_their_own_reply(string transport, Isolation isolation)
    {
        trials.Need(isolation);
        var traits = PairFixture.TraitsOf(transport);
        var results = await trials.Most.OutcomeAsync((transport, isolation));

        Assert.Equal(traits.StopAndWait ? 3 : 2, results.Count);
        Assert.All(results, result => AssertAnswered(traits, result));
        // One schedule for all that are in flight.
        Assert.Equal(InFlightTrials.Scheduled, results.Single(result => result.Scenario == Scenario.Load).Scheduled);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(LargeAtOnce))]
    public async Task Requests_that_are_together_larger_than_any_buffer_are_answered(string transport, Isolation isolation)
    {
        trials.Need(isolation);
        AssertAnswered(PairFixture.TraitsOf(transport), Assert.Single(await trials.Large.OutcomeAsync((transport, isolation))));
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

/// <summary>Cells with several requests in flight.</summary>
public sealed class InFlightTrials : CellTrials
{
    private const double Rate = 100;
    private const int LargeBytes = 64 * 1024;

    // A fifth of a second: what is matched shows in the first messages, and more would keep both processors busy for nothing.
    private static readonly Timing Timing = new() { WindowMs = 20, MaxWarmUpMs = 100, MinWindows = 10, MaxWindows = 10 };

    /// <summary>Messages of a load.</summary>
    public static long Scheduled { get; } = (long)(Rate * Timing.MinWindows * Timing.WindowMs / 1000);

    public InFlightTrials(EngineFixture engine)
        : base(engine)
    {
        TooMany = Of(Places(IsOneAtATime), traits => [Cell(traits, Scenario.RoundTrip, 2)]);
        Most = Of(Places(IsSeveralAtOnce), traits =>
        {
            Scenario[] scenarios = traits.StopAndWait ? [Scenario.RoundTrip, Scenario.Load, Scenario.Stream] : [Scenario.RoundTrip, Scenario.Load];
            return scenarios.Select(scenario => Cell(traits, scenario, traits.MaxInFlight));
        });
        Large = Of(Places(IsLargeAtOnce), traits => [Cell(traits, Scenario.RoundTrip, 16) with { PayloadBytes = LargeBytes }]);
    }

    internal Trials<(string Transport, Isolation Isolation), IReadOnlyList<CellResult>> TooMany { get; }

    internal Trials<(string Transport, Isolation Isolation), IReadOnlyList<CellResult>> Most { get; }

    internal Trials<(string Transport, Isolation Isolation), IReadOnlyList<CellResult>> Large { get; }

    internal static bool IsOneAtATime(Traits traits) => traits.MaxInFlight == 1;

    internal static bool IsSeveralAtOnce(Traits traits) => traits.MaxInFlight > 1;

    internal static bool IsLargeAtOnce(Traits traits) => IsSeveralAtOnce(traits) && traits.MaxPayloadBytes >= LargeBytes;

    // How replies are matched is the same between processes and between containers.
    internal static IEnumerable<(string Transport, Isolation Isolation)> Places(Predicate<Traits> wanted) =>
        PairFixture.OnePlaceEach(traits => wanted(traits) && PairFixture.HasOwnEnds(traits)).Where(place => PairFixture.IsOfDefaults(place.Transport));

    private static Cell Cell(Traits traits, Scenario scenario, int inFlight) => new()
    {
        Transport = traits.Name,
        Scenario = scenario,
        InFlight = inFlight,
        OfferedRate = scenario == Scenario.Load ? Rate : null,
        Timing = Timing,
    };
}
