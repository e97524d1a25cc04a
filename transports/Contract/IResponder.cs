namespace InterContainer.Transports;

/// <summary>The answering end, called from the transport's own receive loop. Thread-safe, synchronous, does not block.</summary>
public interface IResponder
{
    /// <summary>The answer to a message that wants no reply.</summary>
    const int NoReply = -1;

    /// <summary>Answers one message.</summary>
    /// <param name="message">As it arrived; valid during the call only.</param>
    /// <param name="reply">At least as long as the message.</param>
    /// <returns>The reply's length in bytes (0 is an empty reply), or <see cref="NoReply"/>.</returns>
    int Respond(ReadOnlySpan<byte> message, Span<byte> reply);
}
