using System.Data.Common;

namespace InterContainer.Transports.Database;

/// <summary>Both ends of a transport over a <see cref="MessageTable"/>.</summary>
/// <param name="traits">The transport's.</param>
/// <param name="make">Makes the table, empty unless <see cref="Wiring.Resume"/>. Of several responders only the first makes it, and removes it.</param>
/// <param name="open">Opens the table for a recipient, who takes at most so many messages at once.</param>
internal sealed class TableTransport(Traits traits, Action<Wiring> make, Func<Wiring, string, int, MessageTable> open)
{
    /// <summary>The table of a channel, and the recipient of its requests.</summary>
    public static string Name(Wiring wiring) => $"messages_{wiring.Channel}";

    public IAsyncDisposable Serve(Wiring wiring, IResponder responder) => Guard(() =>
    {
        if (wiring.Member == 0)
            make(wiring);
        var table = open(wiring, Name(wiring), wiring.WholeNumber("batch"));
        return new PollingServer(
            table.Wait,
            () => Guard(() => table.Answer(responder.Respond)),
            () => Guard(() =>
            {
                using (table)
                {
                    if (wiring.Member == 0)
                        table.Drop();
                }

                return true;
            }));
    });

    public IInitiator Connect(Wiring wiring) => Guard(() =>
    {
        var table = open(wiring, Guid.NewGuid().ToString("N"), 1);
        try
        {
            return new Initiator(traits, table, Name(wiring));
        }
        catch
        {
            table.Dispose();
            throw;
        }
    });

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is DbException or System.Net.Sockets.SocketException or IOException)
        {
            throw new TransportException($"The database failed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private sealed class Initiator(Traits traits, MessageTable table, string responder) : IInitiator
    {
        public IReadOnlyDictionary<string, string> Settings { get; } = table.ReadSettings();

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken) =>
            new(Guard(() =>
            {
                Send(request);
                int length;
                while ((length = table.Take(reply)) < 0)
                    table.Wait(cancellationToken);
                return length;
            }));

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Guard(() =>
            {
                Send(message);
                return true;
            });
            return default;
        }

        public ValueTask DisposeAsync()
        {
            using (table)
            {
                try
                {
                    table.Leave();
                }
                catch (Exception e) when (e is DbException or InvalidOperationException)
                {
                    // The database is gone, and with it whoever could be disturbed by what was left there.
                }
            }

            return default;
        }

        private void Send(ReadOnlyMemory<byte> message)
        {
            traits.CheckPayload(message.Length);
            table.Insert(responder, message);
        }
    }
}
