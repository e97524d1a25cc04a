using InterContainer.Agent.Contract;

namespace InterContainer.Agent.Messages;

/// <summary>Verifies each message of one direction: check bytes, length, sequence. Not thread-safe.</summary>
/// <param name="payloadBytes">The length that whole messages have.</param>
internal sealed class Verifier(int payloadBytes)
{
    private readonly List<SequenceTracker> _initiators = [];
    private long _corrupted;

    /// <summary>Checks a message that should have the cell's length.</summary>
    public bool Verify(ReadOnlySpan<byte> message, out MessageHeader header) => Verify(message, payloadBytes, out header, out _);

    /// <summary>Checks a message that should have the cell's length.</summary>
    public bool Verify(ReadOnlySpan<byte> message, out MessageHeader header, out ulong bodyHash) => Verify(message, payloadBytes, out header, out bodyHash);

    /// <summary>Checks a message that should have another length.</summary>
    public bool Verify(ReadOnlySpan<byte> message, int expectedBytes, out MessageHeader header) => Verify(message, expectedBytes, out header, out _);

    private bool Verify(ReadOnlySpan<byte> message, int expectedBytes, out MessageHeader header, out ulong bodyHash)
    {
        if (!MessageHeader.TryRead(message, out header, out bodyHash) || message.Length != expectedBytes || header.Sequence < 0)
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
