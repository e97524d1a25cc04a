using System.Data.Common;

namespace InterContainer.Transports.Database;

/// <summary>Both ends of a transport over a <see cref="PolledTable"/>.</summary>
/// <param name="traits">The transport's.</param>
/// <param name="dialect">The database's.</param>
/// <param name="open">Opens a connection.</param>
/// <param name="settings">Asks the database what is in force.</param>
internal sealed class TableTransport(
    Traits traits,
    TableDialect dialect,
    Func<Wiring, DbConnection> open,
    Func<DbConnection, IReadOnlyDictionary<string, string>> settings)
{
    private const string ResponderName = "responder";

    public IAsyncDisposable Serve(Wiring wiring, IResponder responder) => Guard(() =>
    {
        var connection = open(wiring);
        try
        {
            if (!wiring.Resume)
                Execute(connection, "DROP TABLE IF EXISTS {table}", wiring);
            Execute(connection, dialect.Create, wiring);
            var table = new PolledTable(connection, dialect, Name(wiring), ResponderName, wiring.WholeNumber("batch"));
            var reply = Array.Empty<byte>();
            return new PollingServer(
                wiring.Duration("interval"),
                () => Guard(() => table.Claim(message => Answer(responder, message, ref reply))),
                () => Guard(() =>
                {
                    Execute(connection, "DROP TABLE {table}", wiring);
                    table.Dispose();
                    return true;
                }));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    public IInitiator Connect(Wiring wiring) => Guard(() =>
    {
        var connection = open(wiring);
        try
        {
            var id = Guid.NewGuid().ToString("N");
            var inForce = settings(connection);
            return new Initiator(traits, new PolledTable(connection, dialect, Name(wiring), id, 1), new PollTimer(wiring.Duration("interval")), inForce);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    });

    private static string Name(Wiring wiring) => $"messages_{wiring.Channel}";

    private static ReadOnlyMemory<byte>? Answer(IResponder responder, PolledTable.Claimed message, ref byte[] reply)
    {
        // The claim reads the answer before the next message is handled.
        if (reply.Length < message.Body.Length)
            reply = new byte[message.Body.Length];
        var length = responder.Respond(message.Body.Span, reply);
        if (length == IResponder.NoReply)
            return null;
        return reply.AsMemory(0, length);
    }

    private static void Execute(DbConnection connection, string statements, Wiring wiring)
    {
        using var command = connection.CreateCommand();
        // The table's name is ours; parameters cannot stand for names.
#pragma warning disable CA2100
        command.CommandText = statements.Replace("{table}", Name(wiring), StringComparison.Ordinal);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

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

    private sealed class Initiator(Traits traits, PolledTable table, PollTimer timer, IReadOnlyDictionary<string, string> settings) : IInitiator
    {
        public IReadOnlyDictionary<string, string> Settings => settings;

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken) =>
            new(Guard(() =>
            {
                Send(request);
                var length = 0;
                while (!table.Claim(message =>
                {
                    message.Body.CopyTo(reply);
                    length = message.Body.Length;
                    return null;
                }))
                    timer.Wait(cancellationToken);
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
            table.Dispose();
            return default;
        }

        private void Send(ReadOnlyMemory<byte> message)
        {
            traits.CheckPayload(message.Length);
            table.Insert(ResponderName, message);
        }
    }
}
