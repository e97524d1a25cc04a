using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;

namespace InterContainer.Agent.Roles;

/// <summary>Both ends in one process.</summary>
internal static class BothRoles
{
    public static async Task PlayAsync(Assigned assigned, AgentOutput output, CancellationToken stop)
    {
        var responder = new AgentResponder(assigned.Cell);
        await using var serving = await assigned.Transport.ServeAsync(assigned.Wiring, responder, stop);
        await (assigned.Assignment.Examination is null
            ? InitiatorRole.PlayAsync(assigned, output, stop)
            : ExaminerRole.PlayAsync(assigned, output, stop));
        // It is one process: what it cost is the initiator's.
        output.Write(new ResultLine(Role.Responder, responder.Summary() with { Clock = MonotonicClock.Identity, Cost = null }));
    }
}
