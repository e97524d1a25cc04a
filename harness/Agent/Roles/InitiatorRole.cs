using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Scenarios;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Connects, plays the scenario, and says what it saw.</summary>
internal static class InitiatorRole
{
    public static async Task PlayAsync(Assignment assignment, AgentOutput output, CancellationToken stop)
    {
        var cell = assignment.Cell!;
        var transport = TransportChoice.Parse(cell.Transport, Catalogue.BuiltIn).Transport;
        await using var initiator = await Patience.TryAsync(() => transport.ConnectAsync(assignment.Wiring, stop), stop);
        output.Write(new ReadyLine());
        using var watchdog = new Watchdog(TimeSpan.FromSeconds(assignment.SilenceLimitSeconds), stop);
        try
        {
            var measurement = cell.Scenario switch
            {
                Scenario.RoundTrip => await new RoundTripScenario(initiator, cell, watchdog, output).RunAsync(),
                Scenario.Stream => await new StreamScenario(initiator, transport.Traits, cell, watchdog).RunAsync(),
                _ => throw new AssignmentException($"There is no scenario {cell.Scenario}."),
            };
            output.Write(new ResultLine(Role.Initiator, measurement with { Clock = MonotonicClock.Identity }));
        }
        catch (OperationCanceledException) when (watchdog.Barked)
        {
            throw new TransportException(
                $"Nothing came back for {assignment.SilenceLimitSeconds} s: the responder or a service is gone, or a message was lost.");
        }
    }
}
