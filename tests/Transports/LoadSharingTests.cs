using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>Duplicated responders share the load as the traits say, and each message is answered as the delivery traits guarantee.</summary>
[Collection(nameof(WholeRuns))]
public sealed class LoadSharingTests(LoadSharingTrials trials) : IClassFixture<LoadSharingTrials>
{
    public static TheoryData<string, Isolation> Places => [.. LoadSharingTrials.Places];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Each_responder_answers_some_and_together_they_answer_all(string transport, Isolation isolation)
    {
        trials.Need(isolation);
        var traits = PairFixture.TraitsOf(transport);
        var result = Assert.Single(await trials.Shared.OutcomeAsync((transport, isolation)));

        if (traits.LoadSharing == LoadSharing.None)
        {
            Assert.Equal(Status.Skipped, result.Status);
            Assert.Contains("share", result.Reason, StringComparison.Ordinal);
            return;
        }

        Assert.Equal((Status.Ok, null), (result.Status, result.Reason));
        Assert.Equal(LoadSharingTrials.Responders, result.MessagesPerResponder.Count);
        Assert.All(
            result.MessagesPerResponder,
            answered => Assert.True(answered > 0, $"One of them answered nothing: {string.Join(", ", result.MessagesPerResponder)}"));
        Assert.Equal(result.LatencyNs!.Count, result.MessagesPerResponder.Sum());
        if (traits.Delivery != Delivery.AtMostOnce)
            Assert.Equal(0, result.Counts!.Lost);
        if (traits.Delivery != Delivery.AtLeastOnce)
            Assert.Equal(0, result.Counts!.Duplicated);
        Assert.True(result.Cost!.Responder!.Messages >= result.LatencyNs.Count);
        if (OperatingSystem.IsLinux())
            Assert.NotNull(result.Sockets!.Responder);
    }
}

/// <summary>As many initiators as responders, of each transport.</summary>
public sealed class LoadSharingTrials : CellTrials
{
    public const int Responders = 3;

    public LoadSharingTrials(EngineFixture engine)
        : base(engine) => Shared = Of(Places, traits =>
        {
            // A responder that competes for a lock may lose it many times.
            var windows = traits.LoadSharing == LoadSharing.CompetingConsumers ? 20 : 10;
            return
            [
                new Cell
                {
                    Transport = traits.Name,
                    Initiators = Responders,
                    Responders = Responders,
                    Timing = new Timing { WindowMs = 50, MaxWarmUpMs = 200, MinWindows = windows, MaxWindows = windows },
                },
            ];
        });

    internal Trials<(string Transport, Isolation Isolation), IReadOnlyList<CellResult>> Shared { get; }

    // Those that compete do so in a service or on a volume of containers; those that do not differ in what they are connected to, which launchers choose alike.
    internal static IEnumerable<(string Transport, Isolation Isolation)> Places => PairFixture.Places(PairFixture.HasOwnEnds).Where(place =>
        PairFixture.IsOfDefaults(place.Transport) &&
        place.Isolation == (PairFixture.TraitsOf(place.Transport).LoadSharing == LoadSharing.CompetingConsumers ? Isolation.Container : Isolation.Process));
}
