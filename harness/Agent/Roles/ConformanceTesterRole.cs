using InterContainer.Agent.Conformance;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Protocol;

namespace InterContainer.Agent.Roles;

/// <summary>Examines a transport, and says what it found.</summary>
internal static class ConformanceTesterRole
{
    public static async Task PlayAsync(ResolvedAssignment assigned, AgentOutput output, Signals signals)
    {
        var stop = signals.Stop;
        var test = assigned.Assignment.ConformanceTest ?? throw new AssignmentException("A conformance tester needs a test.");
        var transport = assigned.Transport;
        if (test.Kind == ConformanceTestKind.Conformance)
        {
            output.Write(await new ContractConformanceTest(transport, assigned.Endpoints, stop).RunAsync());
            return;
        }

        // Where nothing is to be sent, the question is whether the first attempt succeeds.
        await using var initiator = test.Messages == 0
            ? await transport.ConnectAsync(assigned.Endpoints, stop)
            : await Retry.TryAsync(() => transport.ConnectAsync(assigned.Endpoints, stop), Assignment.UsualConnectLimitSeconds, stop);
        output.Write(new ReadyLine());
        if (test.AwaitsGo)
            await signals.GoAsync();
        output.Write(await new DeliveryConformanceTest(initiator, assigned.Cell.PayloadBytes, test).RunAsync(stop));
        // What is accepted may be in this end's buffers still, which die with it.
        await ResponderRole.WaitAsync(stop);
    }
}
