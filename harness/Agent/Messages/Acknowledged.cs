using InterContainer.Transports;

namespace InterContainer.Agent.Messages;

/// <summary>Asks the responder for the word that it took all that was sent.</summary>
/// <param name="initiator">Whose messages.</param>
/// <param name="traits">The transport's: one that may lose messages may lose the question or the answer.</param>
/// <param name="source">Makes the question, a message like any other.</param>
internal sealed class Acknowledged(IInitiator initiator, Traits traits, MessageSource source)
{
    // Where messages are dropped on the way into a full buffer, that buffer is empty a moment later. Where they queue, the answer may take its time.
    private readonly (int Tries, TimeSpan ReplyTimeout) _limits = traits switch
    {
        { Delivery: not Delivery.AtMostOnce } => (1, Timeout.InfiniteTimeSpan),
        { OverloadBehaviour: OverloadBehaviour.Drop } => (25, TimeSpan.FromMilliseconds(200)),
        _ => (3, TimeSpan.FromSeconds(4)),
    };

    /// <summary>Asks, and where a question may be lost asks again, a bounded number of times. Each question counts as sent.</summary>
    /// <param name="phase">The question's. One that is repeated is never measured: it comes after a pause that is none of the transport's.</param>
    /// <param name="reply">Room for the answer.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The answer's length, and the sequence that it has to have.</returns>
    /// <exception cref="TransportException">No question was answered.</exception>
    public async ValueTask<(int Length, long Sequence)> AskAsync(Phase phase, Memory<byte> reply, CancellationToken cancellationToken)
    {
        if (_limits.Tries == 1)
            return await AskOnceAsync(phase, reply, cancellationToken);
        for (var tries = 0; tries < _limits.Tries; tries++)
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(_limits.ReplyTimeout);
            try
            {
                return await AskOnceAsync(phase == Phase.Measured && tries > 0 ? Phase.WarmUp : phase, reply, limited.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Lost, or not answered yet: asked again.
            }
        }

        throw new TransportException(
            $"None of {_limits.Tries} requests for an acknowledgement was answered within {_limits.ReplyTimeout.TotalMilliseconds} ms.");
    }

    private async ValueTask<(int Length, long Sequence)> AskOnceAsync(Phase phase, Memory<byte> reply, CancellationToken cancellationToken)
    {
        var sequence = source.Count;
        var length = await initiator.ExchangeAsync(source.Next(Wants.Acknowledgement, phase), reply, cancellationToken);
        return (length, sequence);
    }
}
