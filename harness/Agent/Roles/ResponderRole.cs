using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Serves until it is told to stop, then says what it saw.</summary>
internal static class ResponderRole
{
    private static readonly TimeSpan LastMessages = TimeSpan.FromSeconds(6);

    public static async Task PlayAsync(ResolvedAssignment assigned, AgentOutput output, Signals signals)
    {
        var stop = signals.Stop;
        var transport = assigned.Transport;
        var hasOwnInterfaces = assigned.Assignment.HasOwnInterfaces;
        SocketCounts? Sockets() => KernelSockets.OfThisProcess(hasOwnInterfaces);
        var meter = new CostMeter(assigned.Assignment.IsAlone, sockets: Sockets, hasOwnInterfaces: hasOwnInterfaces);
        var responder = new AgentResponder(assigned.Cells, meter, assigned.Endpoints.ResponderIndex, Sockets);
        IResponder answering = assigned.Assignment.StallMs > 0 ? new StallingResponder(responder, assigned.Assignment.StallMs) : responder;
        if (assigned.Assignment.StandsBy)
            await signals.StandByAsync(output);
        await using var serving = await Retry.TryAsync(
            () => transport.ServeAsync(assigned.Endpoints, answering, stop), assigned.Assignment.ConnectLimitSeconds, stop);
        output.Write(new ReadyLine());
        if (assigned.Assignment.ReadyFile is { } path)
            await File.WriteAllTextAsync(path, "", stop);
        await WaitAsync(serving, stop);
        // A publisher may not be answered, so it does not know when all has come.
        if (assigned.Cell.Scenario == Scenario.FanOut)
            await Task.WhenAny(responder.Ended, Task.Delay(LastMessages, CancellationToken.None));
        for (var cell = 0; cell < assigned.Cells.Count; cell++)
            output.Write(new ResultLine(Role.Responder, responder.Summary(cell) with { Clock = MonotonicClock.Identity }));
    }

    // An end that serves no more is told at once: the initiator would wait for an answer as long as it is patient.
    private static async Task WaitAsync(IAsyncDisposable serving, CancellationToken stop)
    {
        var stopped = WaitAsync(stop);
        if (serving is IServing { Serving: var loops } && await Task.WhenAny(stopped, loops) == loops && !stop.IsCancellationRequested)
            await loops;
        await stopped;
    }

    internal static Task WaitAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stop.UnsafeRegister(source => ((TaskCompletionSource)source!).TrySetResult(), stopped);
        return stopped.Task;
    }
}

/// <summary>Stalls once, before the first message, to show what a transport does with those behind it.</summary>
internal sealed class StallingResponder(IResponder responder, int stallMs) : IResponder
{
    private int _stalled;

    public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
    {
        if (Interlocked.Exchange(ref _stalled, 1) == 0)
            Thread.Sleep(stallMs);
        return responder.Respond(message, reply);
    }
}
