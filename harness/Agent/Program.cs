using InterContainer.Agent;
using InterContainer.Agent.Contract;
using InterContainer.Agent.Roles;

var output = new AgentOutput(Console.OpenStandardOutput());
try
{
    var assignment = AssignmentReader.Read(Environment.GetEnvironmentVariable(Assignment.Variable));
    using var stop = new StopSignal(assignment.StopAtEndOfInput);
    await (assignment.Role switch
    {
        Role.Initiator => InitiatorRole.PlayAsync(assignment, output, stop.Token),
        Role.Responder => ResponderRole.PlayAsync(assignment, output, stop.Token),
        Role.Both => BothRoles.PlayAsync(assignment, output, stop.Token),
        Role.Examiner => ExaminerRole.PlayAsync(assignment, output, stop.Token),
        Role.Broker => BrokerRole.PlayAsync(assignment, output, stop.Token),
        _ => throw new AssignmentException($"There is no role {assignment.Role}."),
    });
    return 0;
}
catch (AssignmentException e)
{
    output.Write(new FailureLine(e.Message));
    return 2;
}
catch (OperationCanceledException)
{
    output.Write(new FailureLine("Stopped before the measurement was complete."));
    return 1;
}
catch (Exception e)
{
    output.Write(new FailureLine(Cause.Of(e)));
    return 1;
}
