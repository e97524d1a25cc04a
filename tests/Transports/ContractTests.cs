using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>
/// The transport contract, over the whole catalogue, between processes or, where those have no service for it, between containers; <c>PLACES=all</c>: both.
/// </summary>
[Collection(nameof(WholeRuns))]
public sealed class ContractTests(ContractTrials trials, EngineFixture engine) : IClassFixture<ContractTrials>
{
    public static TheoryData<string, Isolation> Places => [.. PairFixture.ContractPlaces(_ => true)];

    public static TheoryData<string, Isolation> PlacesOfTwo => [.. PairFixture.ContractPlaces(PairFixture.HasTwoProcesses)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Everything_that_the_contract_asks_of_one_pair_holds(string transport, Isolation isolation)
    {
        Need(isolation);
        var traits = PairFixture.TraitsOf(transport);
        var (findings, responder) = await trials.Conformance.OutcomeAsync((transport, isolation));

        Assert.Empty(findings.Findings.Where(finding => finding.Trouble is not null).Select(finding => $"{finding.Check}: {finding.Trouble}"));
        var verified = responder.Verified;
        Assert.InRange(verified.Received, traits.Delivery == Delivery.AtMostOnce ? 1 : findings.Sent, findings.Sent + findings.Cancelled);
        if (traits.Delivery != Delivery.AtLeastOnce)
            Assert.Equal(0, verified.Duplicated);
        if (traits.Ordered)
            Assert.Equal(0, verified.Reordered);
    }

    [Theory]
    [MemberData(nameof(PlacesOfTwo))]
    public async Task Connecting_before_the_responder_serves_goes_as_the_traits_say(string transport, Isolation isolation)
    {
        Need(isolation);
        var refusal = await trials.EarlyConnection.OutcomeAsync((transport, isolation));

        Assert.True(PairFixture.TraitsOf(transport).ConnectsBeforeServing == refusal is null, refusal?.Message ?? "It connected.");
    }

    [Theory]
    [MemberData(nameof(PlacesOfTwo))]
    public async Task The_loss_of_the_responder_is_an_error_and_not_a_hang(string transport, Isolation isolation)
    {
        Need(isolation);
        var loss = await trials.Loss.OutcomeAsync((transport, isolation));

        Assert.NotNull(loss);
        Assert.DoesNotContain("did not say", loss.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ended before", loss.Message, StringComparison.Ordinal);
    }

    private void Need(Isolation isolation)
    {
        if (isolation == Isolation.Container)
            _ = engine.Engine;
    }
}
