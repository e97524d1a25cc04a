using InterContainer.Protocol;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>What each transport's traits say of messages to a responder in trouble, tried in containers: the real thing is killed or stalled.</summary>
[Collection(nameof(WholeRuns))]
public sealed class DeliveryTests(DeliveryTrials trials, EngineFixture engine) : IClassFixture<DeliveryTrials>
{
    public static TheoryData<string> Transports => [.. DeliveryTrials.Transports];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Messages_to_a_dead_responder_arrive_at_the_next_one_if_the_traits_say_so(string transport)
    {
        _ = engine.Engine;
        var (accepted, arrived) = await trials.Resumed.OutcomeAsync(transport);

        var survived = accepted == DeadResponder.Messages && arrived.Received == DeadResponder.Messages;
        Assert.True(
            survived == PairFixture.TraitsOf(transport).SurvivesResponderRestart,
            $"{accepted} of {DeadResponder.Messages} accepted, {arrived.Received} arrived");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_responder_that_starts_clean_sees_nothing_of_an_earlier_one(string transport)
    {
        _ = engine.Engine;
        var (_, seen) = await trials.Clean.OutcomeAsync(transport);

        Assert.Equal(new Verified(), seen);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_slow_responder_has_the_effect_that_the_traits_say(string transport)
    {
        _ = engine.Engine;
        var (sent, arrived) = await trials.Stalled.OutcomeAsync(transport);

        // A send that was cut off by the end of the time may have arrived as well.
        var effect = arrived < sent.Accepted ? OverloadBehaviour.Drop
            : sent.LongestSendMs >= DeliveryTrials.BlockedMs ? OverloadBehaviour.BackPressure
            : OverloadBehaviour.UnboundedQueue;
        Assert.True(effect == PairFixture.TraitsOf(transport).OverloadBehaviour, $"{effect}: {sent}, {arrived} arrived");
    }
}
