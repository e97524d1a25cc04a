using InterContainer.Protocol;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A few messages of TCP over a network, before a run relies on it.</summary>
internal static class NetworkTrial
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ExchangeTimeout = TimeSpan.FromSeconds(5);

    private static readonly Cell Cell = new()
    {
        Transport = "tcp",
        Timing = new Timing { WindowMs = 10, MaxWarmUpMs = 50, MinWindows = 2, MaxWindows = 2 },
    };

    /// <summary>The transport that it tries with.</summary>
    public static Traits Traits => Catalogue.BuiltIn.Find(Cell.Transport).Traits;

    /// <summary>Tries.</summary>
    /// <param name="prepare">Makes the place of a pair.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What went wrong, in one line; null: messages came back.</returns>
    public static async Task<string?> FailureAsync(Func<Task<IPair>> prepare, CancellationToken cancellationToken)
    {
        try
        {
            await using var pair = await prepare();
            await using var responder = await pair.StartAsync(new AgentRequest(Role.Responder, Cell) { IsTimed = false }, cancellationToken);
            await new AgentReader(responder, Role.Responder).NextAsync<ReadyLine>(StartTimeout, cancellationToken);
            await using var initiator = await pair.StartAsync(new AgentRequest(Role.Initiator, Cell) { IsTimed = false }, cancellationToken);
            var reader = new AgentReader(initiator, Role.Initiator);
            await reader.NextAsync<ReadyLine>(StartTimeout, cancellationToken);
            await reader.NextAsync<ResultLine>(ExchangeTimeout, cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (e is LaunchException or TransportException ? e.Message : EngineWords.Of(e)).ReplaceLineEndings(" ").TrimEnd('.');
        }
    }
}
