using InterContainer.Protocol;

namespace InterContainer.Agent.Messages;

/// <summary>Verifies each message of one direction: check bytes, length, sequence. Not thread-safe.</summary>
/// <param name="payloadBytes">The length that whole messages have.</param>
/// <param name="initiator">Whose they have to be: a reply that came to the request of another is as bad as a corrupted one; null: of any.</param>
internal sealed class Verifier(int payloadBytes, int? initiator = null)
{
    private readonly List<SequenceTracker> _initiators = [];
    private long _corrupted;

    /// <summary>Checks a message that should have the cell's length.</summary>
    public bool Verify(ReadOnlySpan<byte> message, out MessageHeader header) => Accept(MessageHeader.TryRead(message, out header), message.Length, header);

    /// <summary>Takes a message whose header was read already.</summary>
    /// <param name="isWhole">Whether its check bytes are right.</param>
    /// <param name="length">Bytes; it should have the cell's.</param>
    /// <param name="header">Of no meaning where it is not whole.</param>
    /// <returns>Whether it counts as arrived.</returns>
    public bool Accept(bool isWhole, int length, MessageHeader header)
    {
        if (!isWhole || length != payloadBytes || header.Sequence < 0 || (initiator is { } own && header.Initiator != own))
        {
            _corrupted++;
            return false;
        }

        while (_initiators.Count <= header.Initiator)
            _initiators.Add(new SequenceTracker());
        _initiators[header.Initiator].Add(header.Sequence);
        return true;
    }

    public Verified Summary() => new()
    {
        Received = _initiators.Sum(tracker => tracker.Received),
        Duplicated = _initiators.Sum(tracker => tracker.Duplicated),
        Reordered = _initiators.Sum(tracker => tracker.Reordered),
        Corrupted = _corrupted,
    };
}

/// <summary>
/// Distinguishes new, late and repeated messages of one initiator by their sequence numbers, with a sliding bitmap as in
/// RFC 4303, section 3.4.3.
/// </summary>
internal sealed class SequenceTracker
{
    /// <summary>How far behind the newest message a late one is still told from a repeated one. Beyond it, it counts as repeated.</summary>
    public const int Reach = 1 << 16;

    private readonly ulong[] _seen = new ulong[Reach / 64];
    private long _newest = -1;

    /// <summary>Distinct messages.</summary>
    public long Received { get; private set; }

    /// <summary>Arrivals of a message that had arrived before.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Distinct messages that arrived after a newer one.</summary>
    public long Reordered { get; private set; }

    /// <param name="sequence">From 0.</param>
    public void Add(long sequence)
    {
        if (sequence > _newest)
        {
            for (var skipped = Math.Max(_newest + 1, sequence - Reach + 1); skipped < sequence; skipped++)
                _seen[Word(skipped)] &= ~Bit(skipped);
            _seen[Word(sequence)] |= Bit(sequence);
            _newest = sequence;
            Received++;
        }
        else if (sequence <= _newest - Reach || (_seen[Word(sequence)] & Bit(sequence)) != 0)
        {
            Duplicated++;
        }
        else
        {
            _seen[Word(sequence)] |= Bit(sequence);
            Received++;
            Reordered++;
        }
    }

    private static int Word(long sequence) => (int)(sequence & (Reach - 1)) >> 6;

    private static ulong Bit(long sequence) => 1UL << (int)(sequence & 63);
}
