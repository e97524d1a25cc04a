using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>
/// Whether a transport that shares a folder or a socket works at all between two containers of a runtime, found by trying: one short exchange of a pair of its
/// own, once for each transport, runtime and volume.
/// </summary>
/// <param name="prepare">Makes the place of a pair.</param>
internal sealed class RuntimeTrials(Func<Traits, Conditions, CancellationToken, Task<IPair>> prepare)
{
    /// <summary>For connecting, and then for an exchange.</summary>
    private const int LimitSeconds = 3;

    // A network is every runtime's; whether two containers see the same files and sockets is the runtime's to say.
    private const Needs Tried = Needs.SharedFolder | Needs.MemoryFolder;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    // The agent gives itself less, and says more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds((2 * LimitSeconds) + 2);

    private static readonly Timing Short = new() { WindowMs = 5, MaxWarmUpMs = 100, MinWindows = 2, MaxWindows = 2 };

    private readonly Dictionary<(string Transport, Conditions Place), Unsupported?> _tried = [];

    /// <summary>Tries what was not tried yet.</summary>
    /// <param name="traits">Of the transport.</param>
    /// <param name="conditions">Of the pair; limits take no part.</param>
    /// <param name="runtime">The runtime and its arguments, for people.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// Why the ends did not come to an exchange, with what they said; null: they did, or share nothing that is tried, or their containers did not start in
    /// time, which says nothing of what they share.
    /// </returns>
    public async Task<Unsupported?> TryAsync(Traits traits, Conditions conditions, string runtime, CancellationToken cancellationToken)
    {
        if ((traits.Needs & Tried) == 0 && traits.Service is not { IsBySocket: true })
            return null;
        var place = new Conditions { Volume = conditions.Volume, Runtime = conditions.Runtime };
        var key = (traits.Name, place);
        if (_tried.TryGetValue(key, out var known))
            return known;
        try
        {
            return _tried[key] = await FailureAsync(traits, place, cancellationToken) is { } evidence
                ? new Unsupported(
                    $"{traits.Name} does not work between two containers of the runtime {runtime}, as a trial showed: {evidence}",
                    new Flag(FlagCodes.UnsupportedByRuntime, evidence))
                : null;
        }
        catch (LaunchException e) when (e.IsTimeout)
        {
            // As of any cell that does not start: it is tried again, and says so.
            return null;
        }
    }

    /// <exception cref="LaunchException">A container did not start in time.</exception>
    private async Task<string?> FailureAsync(Traits traits, Conditions place, CancellationToken cancellationToken)
    {
        var hasStarted = false;
        try
        {
            await using var pair = await prepare(traits, place, cancellationToken);
            var request = new AgentRequest(Role.Responder, new Cell { Transport = traits.Name, Timing = Short })
            {
                SilenceLimitSeconds = LimitSeconds,
                ConnectLimitSeconds = LimitSeconds,
                IsTimed = false,
            };
            await using var responder = await pair.StartAsync(request, cancellationToken);
            await using var initiator = await pair.StartAsync(request with { Role = Role.Initiator, StandsBy = true }, cancellationToken);
            var measuring = new AgentReader(initiator, Role.Initiator);
            await new AgentReader(responder, Role.Responder).NextAsync<ReadyLine>(StartTimeout, cancellationToken);
            await measuring.NextAsync<StandingByLine>(StartTimeout, cancellationToken);
            hasStarted = true;
            await initiator.GoAsync(cancellationToken);
            await measuring.NextAsync<WindowLine>(Patience, cancellationToken);
            return null;
        }
        catch (LaunchException e) when (hasStarted || !e.IsTimeout)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }
}
