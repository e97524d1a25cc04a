using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>The measuring end of a framed byte stream.</summary>
internal sealed class StreamInitiator(Traits traits, StreamFraming framing, IReadOnlyDictionary<string, string> settings) : IInitiator
{
    public IReadOnlyDictionary<string, string> Settings => settings;

    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        await SendAsync(request, cancellationToken);
        try
        {
            // A blocking wait cannot be told to stop; closing its socket can.
            await using var closing = cancellationToken.UnsafeRegister(static f => ((StreamFraming)f!).Dispose(), framing);
            var answer = await framing.ReadAsync(cancellationToken)
                ?? throw new TransportException("The responder closed the connection.");
            answer.CopyTo(reply);
            return answer.Length;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Gone(e, cancellationToken);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        traits.CheckPayload(message.Length);
        try
        {
            await framing.WriteAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Gone(e, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        framing.Dispose();
        return default;
    }

    private static Exception Gone(Exception cause, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : new TransportException($"The connection to the responder broke: {cause.Message}", cause);
}
