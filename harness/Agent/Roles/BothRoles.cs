using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;

namespace InterContainer.Agent.Roles;

/// <summary>Both ends in one process.</summary>
internal static class BothRoles
{
    public static async Task PlayAsync(Assigned assigned, AgentOutput output, Signals signals)
    {
        var responder = new AgentResponder(assigned.Cell);
        await using var serving = await assigned.Transport.ServeAsync(assigned.Wiring, responder, signals.Stop);
        await (assigned.Assignment.Examination is null
            ? InitiatorRole.PlayAsync(assigned, output, signals)
            : ExaminerRole.PlayAsync(assigned, output, signals));
        // It is one process: what it cost is the initiator's.
        output.Write(new ResultLine(Role.Responder, responder.Summary() with { Clock = MonotonicClock.Identity, Cost = null }));
    }
}
