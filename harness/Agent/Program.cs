using InterContainer.Agent;
using InterContainer.Agent.Contract;
using InterContainer.Agent.Roles;

var output = new AgentOutput(Console.OpenStandardOutput());
try
{
    var assigned = AssignmentReader.Read(Environment.GetEnvironmentVariable(Assignment.Variable));
    using var stop = new StopSignal(assigned.Assignment.StopAtEndOfInput);
    await (assigned.Assignment.Role switch
    {
        Role.Initiator => InitiatorRole.PlayAsync(assigned, output, stop.Token),
        Role.Responder => ResponderRole.PlayAsync(assigned, output, stop.Token),
        Role.Both => BothRoles.PlayAsync(assigned, output, stop.Token),
        Role.Examiner => ExaminerRole.PlayAsync(assigned, output, stop.Token),
        Role.Broker => BrokerRole.PlayAsync(assigned.Assignment, output, stop.Token),
        _ => throw new AssignmentException($"There is no role {assigned.Assignment.Role}."),
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
