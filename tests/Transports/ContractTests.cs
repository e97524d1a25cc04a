using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>The transport contract, over the whole catalogue, between processes and between containers.</summary>
[Collection(nameof(WholeRuns))]
public sealed class ContractTests(PairFixture pairs) : IClassFixture<PairFixture>
{
    public static TheoryData<string, Isolation> Places => [.. PairFixture.Places(_ => true)];

    public static TheoryData<string, Isolation> PlacesOfTwo => [.. PairFixture.Places(PairFixture.HasTwoProcesses)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Everything_that_the_contract_asks_of_one_pair_holds(string transport, Isolation isolation)
    {
        var traits = PairFixture.TraitsOf(transport);
        await using var pair = await pairs.PrepareAsync(transport, isolation);
        var (findings, responder) = traits.Needs.HasFlag(Needs.SameProcess)
            ? await ExamineInOneProcessAsync(pair, Conformance(transport, Role.Both))
            : await ExamineAsync(pair, Conformance(transport, Role.Examiner));

        Assert.Empty(findings.Findings.Where(finding => finding.Trouble is not null).Select(finding => $"{finding.Check}: {finding.Trouble}"));
        var verified = responder.Verified;
        if (traits.Delivery == Delivery.AtMostOnce)
            Assert.InRange(verified.Received, 1, findings.Sent);
        else
            Assert.Equal(findings.Sent, verified.Received);
        if (traits.Delivery != Delivery.AtLeastOnce)
            Assert.Equal(0, verified.Duplicated);
        if (traits.Ordered)
            Assert.Equal(0, verified.Reordered);
    }

    [Theory]
    [MemberData(nameof(PlacesOfTwo))]
    public async Task Connecting_before_the_responder_serves_goes_as_the_traits_say(string transport, Isolation isolation)
    {
        var traits = PairFixture.TraitsOf(transport);
        await using var pair = await pairs.PrepareAsync(transport, isolation);
        await using var examiner = await Playing.StartAsync(pair, new Part(Role.Examiner, Cell(transport))
        {
            Examination = new Examination { Kind = ExaminationKind.Delivery, Messages = 0 },
        });

        var connecting = examiner.Reader.NextAsync<ReadyLine>(PairFixture.Patience, TestContext.Current.CancellationToken);

        if (traits.ConnectsBeforeServing)
            await connecting;
        else
            await Assert.ThrowsAsync<LaunchException>(() => connecting);
    }

    [Theory]
    [MemberData(nameof(PlacesOfTwo))]
    public async Task The_loss_of_the_responder_is_an_error_and_not_a_hang(string transport, Isolation isolation)
    {
        await using var pair = await pairs.PrepareAsync(transport, isolation);
        var cell = Cell(transport) with { Pace = new Pace { MinWindows = 1000, MaxWindows = 1000 } };
        var responder = await PairFixture.ServeAsync(pair, new Part(Role.Responder, cell));
        await using var initiator = await Playing.StartAsync(pair, new Part(Role.Initiator, cell) { SilenceLimitSeconds = 2 });
        await initiator.Reader.NextAsync<ReadyLine>(PairFixture.Patience, TestContext.Current.CancellationToken);
        await responder.DisposeAsync();

        var loss = await Assert.ThrowsAsync<LaunchException>(() => initiator.Reader.NextAsync<ResultLine>(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.DoesNotContain("did not say", loss.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ended before", loss.Message, StringComparison.Ordinal);
    }

    private static Cell Cell(string transport) => new() { Transport = transport };

    private static Part Conformance(string transport, Role role) =>
        new(role, Cell(transport)) { Examination = new Examination { Kind = ExaminationKind.Conformance } };

    private static async Task<(FindingsLine Findings, Measurement Responder)> ExamineAsync(IPair pair, Part part)
    {
        await using var responder = await PairFixture.ServeAsync(pair, new Part(Role.Responder, part.Cell));
        await using var examiner = await Playing.StartAsync(pair, part);
        var findings = await examiner.Reader.NextAsync<FindingsLine>(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        return (findings, await responder.StopAsync());
    }

    private static async Task<(FindingsLine Findings, Measurement Responder)> ExamineInOneProcessAsync(IPair pair, Part part)
    {
        await using var both = await Playing.StartAsync(pair, part);
        var findings = await both.Reader.NextAsync<FindingsLine>(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        var responder = await both.Reader.NextAsync<ResultLine>(PairFixture.Patience, TestContext.Current.CancellationToken);
        return (findings, responder.Measurement);
    }
}
