using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace InterContainer.Transports.Sockets;

/// <summary>The measuring end of a framed byte stream.</summary>
internal sealed class StreamInitiator(Traits traits, StreamFraming framing, IReadOnlyDictionary<string, string> settings) : IInitiator
{
    public IReadOnlyDictionary<string, string> Settings => framing.AddTo(settings);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        traits.CheckPayload(request.Length);
        // A blocking wait cannot be told to stop; closing its socket can. It has to be closed in any case: what is half sent or still to come would be taken
        // for the next.
        await using var closing = cancellationToken.UnsafeRegister(static f => ((StreamFraming)f!).Dispose(), framing);
        try
        {
            await framing.WriteAsync(request, cancellationToken);
            var answer = await framing.ReadAsync(cancellationToken)
                ?? throw Closed();
            answer.CopyTo(reply);
            return answer.Length;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Gone(e, cancellationToken);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        traits.CheckPayload(message.Length);
        var closing = cancellationToken.UnsafeRegister(static f => ((StreamFraming)f!).Dispose(), framing);
        var isSent = false;
        try
        {
            var sending = framing.WriteAsync(message, cancellationToken);
            isSent = sending.IsCompletedSuccessfully;
            return isSent ? default : FinishAsync(sending, closing, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Gone(e, cancellationToken);
        }
        finally
        {
            if (isSent)
                closing.Unregister();
        }
    }

    public ValueTask DisposeAsync()
    {
        framing.Dispose();
        return default;
    }

    public static TransportException Closed() => new("The responder closed the connection.");

    public static TransportException Broken(Exception cause) => new($"The connection to the responder broke: {cause.Message}", cause);

    /// <summary>One for the exchanges that are asked for at once.</summary>
    public static IInitiator Of(Traits traits, StreamFraming framing, IReadOnlyDictionary<string, string> settings, PairEndpoints endpoints) =>
        endpoints.InFlight == 1
            ? new StreamInitiator(traits, framing, settings)
            : new PipelinedStream(traits, framing, settings, endpoints.InFlight, WaitModes.Of(endpoints));

    private static async ValueTask FinishAsync(ValueTask sending, CancellationTokenRegistration closing, CancellationToken cancellationToken)
    {
        try
        {
            await sending;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Gone(e, cancellationToken);
        }
        finally
        {
            closing.Unregister();
        }
    }

    private static Exception Gone(Exception cause, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : Broken(cause);
}
