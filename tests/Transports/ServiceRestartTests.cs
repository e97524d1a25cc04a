using InterContainer.Runner.Containers;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports.Mqtt;

namespace InterContainer.Tests.Transports;

/// <summary>What outlives a restart of the service between the ends; in services of its own, because it restarts them.</summary>
[Collection(nameof(WholeRuns))]
public sealed class ServiceRestartTests(PairFixture pairs, EngineFixture engine) : IClassFixture<PairFixture>
{
    public static TheoryData<string> Transports =>
    [
        .. DeliveryTrials.Transports,
        .. PairFixture.Examined.Where(traits => traits.Options.Contains(Mosquitto.Persistence))
            .Select(traits => $"{traits.Name}:{Mosquitto.Persistence.Name}=on"),
    ];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Messages_outlive_a_restart_of_the_service_if_the_traits_say_so(string transport)
    {
        var traits = PairFixture.TraitsOf(transport);
        if (traits.SurvivesServiceRestart is null)
        {
            Assert.Null(traits.Service);
            return;
        }

        await using var pair = await pairs.PrepareAsync(transport, Isolation.Container);
        var accepted = await DeadResponder.SendAsync(pair, transport);
        await RestartServicesAsync();
        var arrived = (await DeadResponder.NextAsync(pair, transport, resume: true)).Received;

        var survived = accepted == DeadResponder.Messages && arrived == DeadResponder.Messages;
        Assert.True(survived == traits.SurvivesServiceRestart, $"{accepted} of {DeadResponder.Messages} accepted, {arrived} arrived");
    }

    private async Task RestartServicesAsync()
    {
        var services = (await engine.RunningAsync($"{Labels.Run}={pairs.Run}"))
            .Where(container => !container.Image.StartsWith("intercontainer/agent", StringComparison.Ordinal));
        await Task.WhenAll(
            services.Select(service => engine.Client.Containers.RestartContainerAsync(service.ID, new(), TestContext.Current.CancellationToken)));
    }
}
