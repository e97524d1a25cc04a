using InterContainer.Agent.Contract;
using InterContainer.Agent.Examining;

namespace InterContainer.Agent.Roles;

/// <summary>Examines a transport, and says what it found.</summary>
internal static class ExaminerRole
{
    public static async Task PlayAsync(Assigned assigned, AgentOutput output, Signals signals)
    {
        var stop = signals.Stop;
        var examination = assigned.Assignment.Examination ?? throw new AssignmentException("An examiner needs an examination.");
        var transport = assigned.Transport;
        if (examination.Kind == ExaminationKind.Conformance)
        {
            output.Write(await new ConformanceExamination(transport, assigned.Wiring, stop).RunAsync());
            return;
        }

        await using var initiator = await transport.ConnectAsync(assigned.Wiring, stop);
        output.Write(new ReadyLine());
        if (examination.AwaitsGo)
            await signals.GoAsync();
        output.Write(await new DeliveryExamination(initiator, assigned.Cell.PayloadBytes, examination).RunAsync(stop));
        // What is accepted may be in this end's buffers still, which die with it.
        await ResponderRole.WaitAsync(stop);
    }
}
