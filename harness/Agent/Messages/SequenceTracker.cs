namespace InterContainer.Agent.Messages;

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
