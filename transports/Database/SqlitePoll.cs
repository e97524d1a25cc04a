using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace InterContainer.Transports.Database;

/// <summary>A table in an SQLite file on the shared folder that both ends look into at an interval. Write-ahead log, synced at each commit.</summary>
public sealed class SqlitePoll : ITransport
{
    private static readonly TableDialect Dialect = new()
    {
        Create = """
            CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, sender TEXT NOT NULL, body BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS {table}_recipient ON {table} (recipient, id);
            """,
        // A claim takes the one write lock there is.
        Peek = "SELECT 1 FROM {table} WHERE recipient = @recipient LIMIT 1",
        Claim = "SELECT id, sender, body FROM {table} WHERE recipient = @recipient ORDER BY id LIMIT @batch",
        Forget = "DELETE FROM {table} WHERE recipient = @recipient AND id <= @last",
        Insert = "INSERT INTO {table} (recipient, sender, body) VALUES (@recipient, @sender, @body)",
        // Immediate: a transaction that read first and writes later may find that it cannot.
        Begin = connection => ((SqliteConnection)connection).BeginTransaction(deferred: false),
        Body = message => message.ToArray(),
    };

    private readonly TableTransport _ends;

    /// <summary>As the catalogue makes it.</summary>
    public SqlitePoll() => _ends = new TableTransport(Traits, Dialect, Open, Settings);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "sqlite-poll",
        Family = Family.Database,
        Summary = "a row a message in an SQLite file on a shared folder; both ends look again at an interval",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnce,
        SlowResponder = SlowResponder.UnboundedQueue,
        SurvivesResponderRestart = true,
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

    private static SqliteConnection Open(Wiring wiring)
    {
        var path = Path.Combine(Wiring.Need(wiring.SharedFolder, "shared folder"), $"{wiring.Channel}.db");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // SQLite's own wait for a lock starts at 1 ms; without it, the client library's starts at 150 ms.
            command.CommandText = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
            command.ExecuteNonQuery();
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
        string Ask(string what)
        {
            using var command = connection.CreateCommand();
            // One of the two words below.
#pragma warning disable CA2100
            command.CommandText = $"PRAGMA {what}";
#pragma warning restore CA2100
            return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
        }

        return new Dictionary<string, string>
        {
            ["sqlite.version"] = ((SqliteConnection)connection).ServerVersion,
            ["sqlite.journal_mode"] = Ask("journal_mode"),
            // 2 is FULL.
            ["sqlite.synchronous"] = Ask("synchronous"),
        };
    }
}
