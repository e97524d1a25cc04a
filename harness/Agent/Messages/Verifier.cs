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
