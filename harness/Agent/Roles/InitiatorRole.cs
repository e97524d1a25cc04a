using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Scenarios;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Connects, plays the scenario, and says what it saw.</summary>
internal static class InitiatorRole
{
    public static async Task PlayAsync(Assigned assigned, AgentOutput output, Signals signals)
    {
        var stop = signals.Stop;
        var cell = assigned.Cell;
        var transport = assigned.Transport;
        if (assigned.Assignment.StandsBy)
        {
            output.Write(new StandingByLine());
            await signals.GoAsync();
        }

        await using var initiator = await Patience.TryAsync(() => transport.ConnectAsync(assigned.Wiring, stop), stop);
        output.Write(new ReadyLine());
        using var watchdog = new Watchdog(TimeSpan.FromSeconds(assigned.Assignment.SilenceLimitSeconds), stop);
        try
        {
            var measurement = cell.Scenario switch
            {
                Scenario.RoundTrip => await new RoundTripScenario(initiator, cell, watchdog, output).RunAsync(),
                Scenario.Stream => await new StreamScenario(initiator, transport.Traits, cell, watchdog, output).RunAsync(),
                _ => throw new AssignmentException($"There is no scenario {cell.Scenario}."),
            };
            output.Write(new ResultLine(Role.Initiator, measurement with { Clock = MonotonicClock.Identity }));
        }
        catch (OperationCanceledException) when (watchdog.Barked)
        {
            throw new TransportException(
                $"Nothing came back for {assigned.Assignment.SilenceLimitSeconds} s: the responder or a service is gone, or a message was lost.");
        }
    }
}
