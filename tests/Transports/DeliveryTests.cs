using InterContainer.Agent.Contract;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Launching;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>What each transport's traits say of messages in trouble, tried in containers: the real thing is killed, restarted or stalled.</summary>
[Collection(nameof(WholeRuns))]
public sealed class DeliveryTests(PairFixture pairs, EngineFixture engine) : IClassFixture<PairFixture>
{
    private const int Messages = 100;
    private static readonly TimeSpan UntilQuiet = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Transports => [.. Between(_ => true)];

    public static TheoryData<string> WithService => [.. Between(traits => traits.SurvivesServiceRestart is not null)];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Messages_to_a_dead_responder_arrive_at_the_next_one_if_the_traits_say_so(string transport)
    {
        await using var pair = await pairs.PrepareAsync(transport, Isolation.Container);
        var accepted = await SendToADeadResponderAsync(pair, transport);
        await using var next = await PairFixture.ServeAsync(pair, Responder(transport) with { Resume = true });
        await Task.Delay(UntilQuiet, TestContext.Current.CancellationToken);
        var arrived = (await next.StopAsync()).Verified.Received;

        Assert.Equal(Catalogue.BuiltIn.Find(transport).Traits.SurvivesResponderRestart, accepted == Messages && arrived == Messages);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_responder_that_starts_clean_sees_nothing_of_an_earlier_one(string transport)
    {
        await using var pair = await pairs.PrepareAsync(transport, Isolation.Container);
        await SendToADeadResponderAsync(pair, transport);
        await using var next = await PairFixture.ServeAsync(pair, Responder(transport));
        await Task.Delay(UntilQuiet, TestContext.Current.CancellationToken);
        var seen = (await next.StopAsync()).Verified;

        Assert.Equal(new Verified(), seen);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(WithService))]
    public async Task Messages_outlive_a_restart_of_the_service_if_the_traits_say_so(string transport)
    {
        await using var pair = await pairs.PrepareAsync(transport, Isolation.Container);
        var accepted = await SendToADeadResponderAsync(pair, transport);
        await RestartServicesAsync();
        await using var next = await PairFixture.ServeAsync(pair, Responder(transport) with { Resume = true });
        await Task.Delay(UntilQuiet, TestContext.Current.CancellationToken);
        var arrived = (await next.StopAsync()).Verified.Received;

        Assert.Equal(Catalogue.BuiltIn.Find(transport).Traits.SurvivesServiceRestart, accepted == Messages && arrived == Messages);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_slow_responder_has_the_effect_that_the_traits_say(string transport)
    {
        const int stallMs = 4000;
        await using var pair = await pairs.PrepareAsync(transport, Isolation.Container);
        var cell = new Cell { Transport = transport, PayloadBytes = 4096 };
        await using var responder = await PairFixture.ServeAsync(pair, new Part(Role.Responder, cell) { StallMs = stallMs });
        await using var sender = await Playing.StartAsync(pair, new Part(Role.Examiner, cell)
        {
            Examination = new Examination { Kind = ExaminationKind.Delivery, Messages = 50_000, ForMs = 2000 },
        });
        var sent = await sender.Reader.NextAsync<DeliveryLine>(PairFixture.Patience, TestContext.Current.CancellationToken);
        // The stall, and time for a queue of messages that are acknowledged one by one.
        await Task.Delay(3 * stallMs, TestContext.Current.CancellationToken);
        var arrived = (await responder.StopAsync()).Verified.Received;

        // A send that was cut off by the end of the time may have arrived as well.
        var effect = arrived < sent.Accepted ? SlowResponder.Drop
            : sent.LongestSendMs >= 500 ? SlowResponder.BackPressure
            : SlowResponder.UnboundedQueue;
        Assert.True(effect == Catalogue.BuiltIn.Find(transport).Traits.SlowResponder, $"{effect}: {sent}, {arrived} arrived");
    }

    private static IEnumerable<string> Between(Predicate<Traits> wanted) =>
        PairFixture.Examined.Where(traits => PairFixture.HasTwoProcesses(traits) && wanted(traits)).Select(traits => traits.Name);

    private static Part Responder(string transport) => new(Role.Responder, new Cell { Transport = transport });

    /// <summary>Kills the responder under a connected initiator, then sends.</summary>
    /// <returns>How many messages were accepted.</returns>
    private static async Task<long> SendToADeadResponderAsync(IPair pair, string transport)
    {
        await using var responder = await PairFixture.ServeAsync(pair, Responder(transport));
        await using var sender = await Playing.StartAsync(pair, new Part(Role.Examiner, new Cell { Transport = transport })
        {
            Examination = new Examination { Kind = ExaminationKind.Delivery, Messages = Messages, AwaitsContinue = true },
        });
        await sender.Reader.NextAsync<ReadyLine>(PairFixture.Patience, TestContext.Current.CancellationToken);
        await responder.SignalAsync("SIGKILL");
        await sender.SignalAsync("SIGCONT");
        return (await sender.Reader.NextAsync<DeliveryLine>(PairFixture.Patience, TestContext.Current.CancellationToken)).Accepted;
    }

    private async Task RestartServicesAsync()
    {
        var services = (await engine.RunningAsync($"{Labels.Run}={pairs.Run}"))
            .Where(container => !container.Image.StartsWith("intercontainer/agent", StringComparison.Ordinal));
        await Task.WhenAll(services.Select(service => engine.Client.Containers.RestartContainerAsync(service.ID, new(), TestContext.Current.CancellationToken)));
    }
}
