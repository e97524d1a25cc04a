using System.Data.Common;
using Npgsql;

namespace InterContainer.Transports.Database;

/// <summary>A table in PostgreSQL that both ends look into at an interval. The server's durability settings stay as they are.</summary>
public sealed class PostgresPoll : ITransport
{
    private static readonly TableDialect Dialect = new()
    {
        Create = """
            CREATE TABLE IF NOT EXISTS {table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, recipient text NOT NULL, sender text NOT NULL, body bytea NOT NULL);
            CREATE INDEX IF NOT EXISTS {table}_recipient ON {table} (recipient, id);
            """,
        // A DELETE returns its rows in no order.
        Claim = """
            WITH claimed AS (
                DELETE FROM {table} WHERE id IN (
                    SELECT id FROM {table} WHERE recipient = @recipient ORDER BY id LIMIT @batch FOR UPDATE SKIP LOCKED)
                RETURNING id, sender, body)
            SELECT id, sender, body FROM claimed ORDER BY id
            """,
        Insert = "INSERT INTO {table} (recipient, sender, body) VALUES (@recipient, @sender, @body)",
        Begin = connection => connection.BeginTransaction(),
        Body = message => message,
    };

    private readonly TableTransport _ends;

    /// <summary>As the catalogue makes it.</summary>
    public PostgresPoll() => _ends = new TableTransport(Traits, Dialect, Open, Settings);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "postgres-poll",
        Family = Family.Database,
        Summary = "a row a message in PostgreSQL, claimed with FOR UPDATE SKIP LOCKED and deleted; both ends look again at an interval",
        Needs = Needs.Postgres,
        Delivery = Delivery.ExactlyOnce,
        SlowResponder = SlowResponder.UnboundedQueue,
        SurvivesResponderRestart = true,
        SurvivesServiceRestart = true,
        Options =
        [
            TransportOption.Duration("interval", "1ms", TimeSpan.FromSeconds(5)),
            TransportOption.WholeNumber("batch", 100, 1, 10_000),
        ],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken) =>
        new(_ends.Serve(wiring, responder));

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken) => new(_ends.Connect(wiring));

    private static NpgsqlConnection Open(Wiring wiring)
    {
        // Not pooled: an end has one connection, and its disposal ends it.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Wiring.Need(wiring.Postgres, "PostgreSQL server")) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static Dictionary<string, string> Settings(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_level', 'server_version', 'shared_buffers')";
        using var reader = command.ExecuteReader();
        var settings = new Dictionary<string, string>();
        while (reader.Read())
            settings[$"postgres.{reader.GetString(0)}"] = reader.GetString(1);
        return settings;
    }
}
