using InterContainer.Agent.Control;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Capturing;

/// <summary>Connects one more initiator, through a tap, and lets it exchange a text. It is in no figure and no count.</summary>
internal static class Capturer
{
    // Enough for what a transport puts around a message; a page of a database's log is some KiB.
    private const int KeptFraming = 64 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Never throws: what cannot be captured has a reason.</summary>
    public static async Task<Capture> TakeAsync(ResolvedAssignment assigned, CancellationToken stop)
    {
        var cell = assigned.Cell;
        if (cell.PayloadBytes < Cell.MinPayloadBytes + ReadableMessage.LeastTextBytes)
            return Capture.Not($"a message of {cell.PayloadBytes} bytes has no room for a text");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(Timeout);
        try
        {
            // On another thread: an initiator may hold the one that calls it, and need not notice in time that it is to stop.
            return await Task.Run(() => ExchangeAsync(assigned, limited.Token), limited.Token).WaitAsync(limited.Token);
        }
        catch (OperationCanceledException)
        {
            return Capture.Not($"two exchanges through the tap took more than {Timeout.TotalSeconds:0} s");
        }
        catch (Exception e)
        {
            return Capture.Not(Cause.Of(e));
        }
    }

    private static async Task<Capture> ExchangeAsync(ResolvedAssignment assigned, CancellationToken cancellationToken)
    {
        var cell = assigned.Cell;
        // Not of a stream, whose messages the responder counts.
        var message = new ReadableMessage(
            cell.PayloadBytes,
            cell.Workers,
            Math.Max(0, assigned.Cells.ToList().FindIndex(played => played.Scenario == Scenario.RoundTrip)));
        var reply = new byte[cell.PayloadBytes];
        await using var tap = await Taps.SetUpAsync(assigned.Transport, assigned.Endpoints, cell.PayloadBytes + KeptFraming, cancellationToken);
        await using var initiator = await assigned.Transport.ConnectAsync(tap.Endpoints, cancellationToken);
        // What only the first message of a connection has, as names that are sent once, is no part of what each has.
        await initiator.ExchangeAsync(message.Blank(), reply, cancellationToken);
        var before = await tap.BeginAsync(cancellationToken);
        var request = message.Text();
        var length = await initiator.ExchangeAsync(request, reply, cancellationToken);
        var (there, back) = await tap.EndAsync(cancellationToken);
        if (length != reply.Length || !MessageHeader.TryRead(reply, out _))
            return Capture.Not("the reply that came through the tap is not what was sent");
        if (there.Bytes + back.Bytes == 0)
            return Capture.Not("none of its bytes passed where they were looked for");
        return new Capture
        {
            Place = tap.Place,
            PayloadBytes = cell.PayloadBytes,
            BeforeBytes = before,
            Request = CaptureReading.Of(there, request.Span),
            Reply = CaptureReading.Of(back, reply),
        };
    }
}
