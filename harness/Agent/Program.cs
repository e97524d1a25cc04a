using System.Net;
using InterContainer.Agent;
using InterContainer.Agent.Control;
using InterContainer.Agent.Roles;
using InterContainer.Protocol;
using InterContainer.Transports;

var output = new AgentOutput(Console.OpenStandardOutput());
PrivateFiles.Enforce();
Redaction.LearnEnvironment();
// What two ends say to each other goes between the two. Of the environment's proxies a client library asks this one only.
HttpClient.DefaultProxy = new WebProxy();
try
{
    var assigned = AssignmentReader.Read(AssignmentReader.Text());
    RuntimeMode.Apply(assigned.Endpoints.Options, assigned.Ends);
    using var signals = new Signals(fromInput: assigned.Assignment.StopAtEndOfInput);
    await (assigned.Assignment.Role switch
    {
        Role.Initiator => InitiatorRole.PlayAsync(assigned, output, signals),
        Role.Responder => ResponderRole.PlayAsync(assigned, output, signals),
        Role.Both => BothRoles.PlayAsync(assigned, output, signals),
        Role.ConformanceTester => ConformanceTesterRole.PlayAsync(assigned, output, signals),
        Role.Service => ServiceRole.PlayAsync(assigned.Assignment, output, signals.Stop),
        _ => throw new AssignmentException($"There is no role {assigned.Assignment.Role}."),
    });
    return 0;
}
catch (AssignmentException e)
{
    output.Write(new FailureLine(Redaction.Of(e.Message)));
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
