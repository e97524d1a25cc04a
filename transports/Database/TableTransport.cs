using System.Data.Common;

namespace InterContainer.Transports.Database;

/// <summary>Both ends of a transport over a <see cref="MessageTable"/>.</summary>
/// <param name="traits">The transport's.</param>
/// <param name="make">
/// Makes the table, empty unless <see cref="PairEndpoints.RecoversState"/>. Of several responders only the first makes it, and removes it.
/// </param>
/// <param name="open">Opens the table for a recipient that takes at most so many messages at once.</param>
internal sealed class TableTransport(
    Traits traits,
    Func<PairEndpoints, CancellationToken, ValueTask> make,
    Func<PairEndpoints, string, int, CancellationToken, ValueTask<MessageTable>> open)
{
    /// <summary>The table of a channel, and the recipient of its requests.</summary>
    public static string Name(PairEndpoints endpoints) => $"messages_{endpoints.Channel}";

    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        GuardAsync<IAsyncDisposable>(async () =>
        {
            if (endpoints.ResponderIndex == 0)
                await make(endpoints, cancellationToken);
            var table = await open(endpoints, Name(endpoints), endpoints.WholeNumber("batch"), cancellationToken);
            return new PollingServer(
                table.WaitAsync,
                () => GuardAsync(() => endpoints.IsBroadcast ? table.HandAsync(responder.Respond) : table.AnswerAsync(responder.Respond)),
                () => GuardAsync(async () =>
                {
                    await using (table)
                    {
                        if (endpoints.ResponderIndex == 0)
                            await table.DropAsync();
                    }
                }));
        });

    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) => GuardAsync<IInitiator>(async () =>
    {
        var id = Guid.NewGuid().ToString("N");
        var table = await open(endpoints, id, 1, cancellationToken);
        if (endpoints.InFlight == 1)
            return new Initiator(traits, table, Name(endpoints));
        try
        {
            var replies = await open(endpoints, id, endpoints.WholeNumber("batch"), cancellationToken);
            return new ConcurrentTable(traits, table, replies, Name(endpoints), endpoints.InFlight);
        }
        catch
        {
            await table.DisposeAsync();
            throw;
        }
    });

    private static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failed(e);
        }
    }

    internal static bool IsFailure(Exception e) => e is DbException or System.Net.Sockets.SocketException or IOException;

    internal static TransportException Failed(Exception e) => new($"The database failed: {e.Message.ReplaceLineEndings(" ")}", e);

    private static async ValueTask GuardAsync(Func<ValueTask> work) => await GuardAsync(async () =>
    {
        await work();
        return true;
    });

    // Read on demand: it is no part of connecting.
    internal static IReadOnlyDictionary<string, string> SettingsOf(MessageTable table)
    {
        try
        {
            return table.ReadSettings();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failed(e);
        }
    }

    private sealed class Initiator(Traits traits, MessageTable table, string responder) : IInitiator
    {
        public IReadOnlyDictionary<string, string> Settings => SettingsOf(table);

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken) => GuardAsync(async () =>
        {
            await InsertAsync(request);
            int length;
            while ((length = await table.TakeAsync(reply)) < 0)
                await table.WaitAsync(cancellationToken);
            return length;
        });

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return GuardAsync(() => InsertAsync(message));
        }

        public async ValueTask DisposeAsync()
        {
            await using (table)
            {
                try
                {
                    await table.LeaveAsync();
                }
                catch (Exception e) when (e is DbException or InvalidOperationException)
                {
                    // The database is gone, so its leftovers disturb no other end.
                }
            }
        }

        private ValueTask InsertAsync(ReadOnlyMemory<byte> message)
        {
            traits.CheckPayload(message.Length);
            return table.InsertAsync(responder, message);
        }
    }
}
