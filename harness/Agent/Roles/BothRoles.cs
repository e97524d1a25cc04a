using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Protocol;

namespace InterContainer.Agent.Roles;

/// <summary>Both ends in one process.</summary>
internal static class BothRoles
{
    public static async Task PlayAsync(ResolvedAssignment assigned, AgentOutput output, Signals signals)
    {
        var responder = new AgentResponder(assigned.Cells);
        await using var serving = await assigned.Transport.ServeAsync(assigned.Endpoints, responder, signals.Stop);
        await (assigned.Assignment.ConformanceTest is null
            ? InitiatorRole.PlayAsync(assigned, output, signals)
            : ConformanceTesterRole.PlayAsync(assigned, output, signals));
        // It is one process: what it cost is the initiator's.
        for (var cell = 0; cell < assigned.Cells.Count; cell++)
            output.Write(new ResultLine(Role.Responder, responder.Summary(cell) with { Clock = MonotonicClock.Identity, Cost = null, Runtime = null }));
    }
}
