using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>
/// Where the initiators of a pair meet its responders: each has a channel of its own, or they compete for the messages of one. Where a publisher meets its
/// subscribers: each has a channel of its own, or all read one. Pure.
/// </summary>
/// <param name="first">Of the first responder, as the initiators see it.</param>
/// <param name="sharing">The transport's.</param>
/// <param name="fanOut">The transport's.</param>
/// <param name="reach">Puts the host and port of another responder, from 1, in the first one's place.</param>
internal sealed class EndpointResolver(PairEndpoints first, LoadSharing sharing, FanOut fanOut, Func<PairEndpoints, int, PairEndpoints> reach)
{
    /// <summary>What an agent of a part is told.</summary>
    /// <param name="part">The part.</param>
    /// <param name="plugins">Paths, as the agent sees them.</param>
    public Assignment For(AgentRequest part, IReadOnlyList<string> plugins)
    {
        var isFanOut = part.Cell.Scenario == Scenario.FanOut;
        var ends = part.Cell.ServingEnds;
        PairEndpoints Place(int end) => isFanOut ? OfSubscriber(end) : Of(end, ends);
        return part.On(Place(part.Number), plugins) with
        {
            MoreEndpoints = part.Role == Role.Initiator && (isFanOut ? fanOut == FanOut.BySends : sharing == LoadSharing.PerConnection)
                ? [.. Enumerable.Range(1, ends - 1).Select(Place)]
                : [],
        };
    }

    // On a channel of its own it is the only one that serves.
    private PairEndpoints OfSubscriber(int subscriber) => fanOut switch
    {
        FanOut.Native => first with { IsBroadcast = true, ResponderIndex = subscriber },
        _ when subscriber == 0 => first,
        _ => reach(first, subscriber) with { Channel = FormattableString.Invariant($"{first.Channel}_{subscriber}") },
    };

    private PairEndpoints Of(int responder, int responders) => sharing switch
    {
        LoadSharing.CompetingConsumers => first with { Responders = responders, ResponderIndex = responder },
        _ when responder == 0 => first,
        _ => reach(first, responder) with { Channel = FormattableString.Invariant($"{first.Channel}_{responder}"), ResponderIndex = responder },
    };
}
