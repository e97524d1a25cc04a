using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>One of the initiators of a stream: sends, and asks now and then whether all has arrived where nothing else holds it back.</summary>
internal sealed class StreamLane(IInitiator initiator, int number, Traits traits, Cell cell, int acknowledgeEvery, Watchdog watchdog, IClock clock, int cellNumber)
{
    private readonly MessageSource _source = new(cell.PayloadBytes, (ushort)number, cellNumber);
    private readonly Verifier _acknowledgements = new(Cell.MinPayloadBytes);
    private readonly byte[] _reply = new byte[cell.PayloadBytes];
    private int _sinceAcknowledged;

    public long Sent => _source.Count;

    public Verified Verified => _acknowledgements.Summary();

    /// <summary>Sends for a window; at least one message.</summary>
    public async ValueTask<Window> SendForAsync(long windowNs, Phase phase)
    {
        var messages = 0L;
        var start = clock.NowNs;
        var now = start;
        do
        {
            if (++_sinceAcknowledged < acknowledgeEvery)
                await initiator.SendAsync(_source.Next(Wants.Nothing, phase, now), watchdog.Token);
            else
                await AcknowledgedAsync(phase);
            watchdog.Beat();
            messages++;
            now = clock.NowNs;
        }
        while (now - start < windowNs);

        return new Window(messages, now - start);
    }

    /// <summary>Returns when the responder has taken all that was sent, with its word.</summary>
    /// <exception cref="TransportException">Its word is not the one that was asked for.</exception>
    public async ValueTask<MessageHeader> AcknowledgedAsync(Phase phase)
    {
        _sinceAcknowledged = 0;
        var (length, sequence) = await new Acknowledged(initiator, traits, _source).AskAsync(phase, _reply, watchdog.Token);
        if (!_acknowledgements.Verify(_reply.AsSpan(0, length), out var header) || header.Sequence != sequence)
            throw new TransportException($"Message {sequence} was answered with what is not its acknowledgement.");
        return header;
    }
}
