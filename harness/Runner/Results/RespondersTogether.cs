using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>What duplicated responders saw, as one. Pure.</summary>
internal static class RespondersTogether
{
    /// <param name="responders">At least one.</param>
    /// <param name="sent">Messages that were sent to all of them.</param>
    public static Measurement Of(IReadOnlyList<Measurement> responders, long sent)
    {
        if (responders.Count == 1)
            return responders[0];
        var verified = Verified.Sum(responders.Select(responder => responder.Verified));
        // One that two of them handled is new to both.
        var handledTwice = Math.Max(0, verified.Received - sent);
        return responders[0] with
        {
            Verified = verified with { Received = verified.Received - handledTwice, Duplicated = verified.Duplicated + handledTwice },
            BeforeSent = responders.Sum(responder => responder.BeforeSent),
            Cost = Sum([.. responders.Select(responder => responder.Cost)]),
            Runtime = Sum([.. responders.Select(responder => (responder.Runtime, responder.Cost?.Messages ?? 0))]),
            Sockets = SocketCounts.Sum(responders.Select(responder => responder.Sockets)),
            Clock = responders.FirstOrDefault(responder => responder.Clock != responders[0].Clock)?.Clock ?? responders[0].Clock,
        };
    }

    /// <summary>What subscribers saw that each got every message, as one: what a published message cost all of them.</summary>
    /// <param name="subscribers">At least one.</param>
    /// <param name="sent">Deliveries: each message counts once for each of them.</param>
    public static Measurement OfSubscribers(IReadOnlyList<Measurement> subscribers, long sent)
    {
        var together = Of(subscribers, sent);
        var number = subscribers.Count;
        return together with
        {
            Cost = together.Cost is not { } cost ? null : cost with
            {
                CpuNsPerMessage = cost.CpuNsPerMessage * number,
                PerMessage = cost.PerMessage?.Map(amount => amount * number),
                Messages = cost.Messages / number,
            },
            Runtime = together.Runtime is not { } runtime ? null : runtime with { AllocatedBytesPerMessage = runtime.AllocatedBytesPerMessage * number },
        };
    }

    // Allocated bytes are weighted by the messages that each answered.
    private static RuntimeActivity? Sum(IReadOnlyList<(RuntimeActivity? Runtime, double Messages)> responders)
    {
        if (responders.Any(responder => responder.Runtime is null))
            return null;
        var messages = responders.Sum(responder => responder.Messages);
        return new RuntimeActivity(
            responders.Sum(responder => responder.Runtime!.CompiledMethods),
            responders.Sum(responder => responder.Runtime!.CompileNs),
            responders.Sum(responder => responder.Runtime!.GcCount),
            responders.Sum(responder => responder.Runtime!.GcPauseNs),
            messages > 0 ? responders.Sum(responder => (responder.Runtime!.AllocatedBytesPerMessage ?? 0) * responder.Messages) / messages : null);
    }

    // Each was charged between its own edges, which differ by a moment.
    private static RoleCost? Sum(IReadOnlyList<RoleCost?> costs)
    {
        if (costs.Contains(null))
            return null;
        var all = costs.OfType<RoleCost>().ToList();
        var messages = all.Sum(cost => cost.Messages);
        double? PerMessage(Func<RoleCost, double?> perSecond) => messages > 0 ? all.Sum(cost => perSecond(cost) * cost.MeasuredNs / 1e9) / messages : null;
        var perSecond = all.Select(cost => cost.PerSecond ?? new ResourceUsage()).Aggregate((sum, one) => sum.Combine(one, (a, b) => a + b));
        var used = all.Select(cost => (cost.PerSecond ?? new ResourceUsage()).Map(amount => amount * cost.MeasuredNs / 1e9))
            .Aggregate((sum, one) => sum.Combine(one, (a, b) => a + b));
        return new RoleCost(PerMessage(cost => cost.CpuCores * 1e9), all.Sum(cost => cost.CpuCores), all.Sum(cost => cost.PeakMemoryBytes))
        {
            MeanMemoryBytes = all.Sum(cost => cost.MeanMemoryBytes),
            PerMessage = messages > 0 ? used.Map(amount => amount / messages) : null,
            PerSecond = perSecond,
            Messages = messages,
            MeasuredNs = all.Max(cost => cost.MeasuredNs),
        };
    }
}
