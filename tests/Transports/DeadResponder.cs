using InterContainer.Protocol;
using InterContainer.Runner.Execution;

namespace InterContainer.Tests.Transports;

/// <summary>Messages to a responder that was killed under a connected initiator.</summary>
internal static class DeadResponder
{
    public const int Messages = 100;

    private static readonly TimeSpan UntilQuiet = TimeSpan.FromSeconds(5);

    /// <summary>Kills the responder, then sends.</summary>
    /// <returns>How many messages were accepted.</returns>
    public static async Task<long> SendAsync(IPair pair, string transport)
    {
        await using var responder = await PairFixture.ServeAsync(pair, Responder(transport, resume: false));
        await using var sender = await Playing.StartAsync(pair, new AgentRequest(Role.ConformanceTester, new Cell { Transport = transport })
        {
            ConformanceTest = new ConformanceTest { Kind = ConformanceTestKind.Delivery, Messages = Messages, AwaitsGo = true },
        });
        await sender.Reader.NextAsync<ReadyLine>(PairFixture.Timeout, TestContext.Current.CancellationToken);
        await responder.SignalAsync("SIGKILL");
        await sender.GoAsync();
        return (await sender.Reader.NextAsync<DeliveryLine>(PairFixture.Timeout, TestContext.Current.CancellationToken)).Accepted;
    }

    /// <summary>What the next responder sees.</summary>
    public static async Task<Verified> NextAsync(IPair pair, string transport, bool resume)
    {
        await using var next = await PairFixture.ServeAsync(pair, Responder(transport, resume));
        await Task.Delay(UntilQuiet, TestContext.Current.CancellationToken);
        return (await next.StopAsync()).Verified;
    }

    private static AgentRequest Responder(string transport, bool resume) => new(Role.Responder, new Cell { Transport = transport }) { RecoversState = resume };
}
