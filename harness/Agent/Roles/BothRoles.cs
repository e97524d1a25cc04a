using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Both ends in one process.</summary>
internal static class BothRoles
{
    public static async Task PlayAsync(Assignment assignment, AgentOutput output, CancellationToken stop)
    {
        var transport = TransportChoice.Parse(assignment.Cell!.Transport, Catalogue.BuiltIn).Transport;
        var responder = new AgentResponder(assignment.Cell);
        await using var serving = await transport.ServeAsync(assignment.Wiring, responder, stop);
        await (assignment.Examination is null
            ? InitiatorRole.PlayAsync(assignment, output, stop)
            : ExaminerRole.PlayAsync(assignment, output, stop));
        output.Write(new ResultLine(Role.Responder, responder.Summary() with { Clock = MonotonicClock.Identity }));
    }
}
