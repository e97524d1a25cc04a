using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// One of the sends that a stream has under way at once: sends, and asks now and then whether all has arrived where nothing else holds it back.
/// </summary>
internal sealed class StreamWorker(
    IInitiator initiator,
    int number,
    Traits traits,
    Cell cell,
    int acknowledgeEvery,
    Watchdog watchdog,
    IClock clock,
    int cellNumber)
{
    // What is called for an acknowledgement is compiled after 100 of them, and again after another 100. At one in 1,024 messages that would be
    // when measuring has begun. So they are asked for more often at first: so many, or for so long.
    private const int Often = 8;
    private const int Practice = 400;
    private const long PracticeNs = 1_200_000_000;

    private readonly MessageSource _source = new(cell.PayloadBytes, (ushort)number, cellNumber);
    private readonly Verifier _acknowledgements = new(Cell.MinPayloadBytes, number);
    private readonly byte[] _reply = new byte[cell.PayloadBytes];
    private int _sinceAcknowledged;
    private int _acknowledged;
    private long _practiceEndNs;

    public long Sent => _source.Count;

    public Verified Verified => _acknowledgements.Summary();

    /// <summary>Sends for so many windows, one after the other; at least one message each.</summary>
    public async ValueTask<IReadOnlyList<Window>> SendForAsync(long windowNs, int count, Phase phase)
    {
        var windows = new Window[count];
        var (messages, window) = (0L, 0);
        var start = clock.NowNs;
        var now = start;
        if (_practiceEndNs == 0 && acknowledgeEvery < int.MaxValue)
            _practiceEndNs = start + PracticeNs;
        while (window < count)
        {
            if (++_sinceAcknowledged < (now < _practiceEndNs && _acknowledged < Practice ? Math.Min(Often, acknowledgeEvery) : acknowledgeEvery))
                await initiator.SendAsync(_source.Next(Wants.Nothing, phase, now), watchdog.Token);
            else
                await AcknowledgedAsync(phase);
            watchdog.Beat();
            messages++;
            now = clock.NowNs;
            if (now - start < windowNs)
                continue;
            windows[window++] = new Window(messages, now - start);
            (messages, start) = (0, now);
        }

        return windows;
    }

    /// <summary>Returns when the responder has taken all that was sent, with its word.</summary>
    /// <exception cref="TransportException">Its word is not the one that was asked for.</exception>
    public async ValueTask<MessageHeader> AcknowledgedAsync(Phase phase)
    {
        _sinceAcknowledged = 0;
        _acknowledged++;
        var (length, sequence) = await new Acknowledged(initiator, traits, _source).AskAsync(phase, _reply, watchdog.Token);
        if (!_acknowledgements.Verify(_reply.AsSpan(0, length), out var header) || header.Sequence != sequence)
            throw new TransportException($"Message {sequence} was answered with what is not its acknowledgement.");
        return header;
    }
}
