using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

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
