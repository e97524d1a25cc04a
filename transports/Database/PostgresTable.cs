using Npgsql;
using NpgsqlTypes;

namespace InterContainer.Transports.Database;

/// <summary>
/// A <see cref="MessageTable"/> in PostgreSQL. Statements that belong together go as one batch, which is one round trip to the server:
/// begin and claim; insert the answer and commit. A statement alone is its own transaction.
/// </summary>
internal class PostgresTable : MessageTable
{
    // A DELETE returns its rows in no order.
    internal const string Claim = """
        WITH claimed AS (
            DELETE FROM {0} WHERE id IN (
                SELECT id FROM {0} WHERE recipient = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING id, sender, body)
        SELECT id, sender, body FROM claimed ORDER BY id
        """;

    private readonly string _table;
    private readonly PollTimer _timer;
    private readonly NpgsqlBatch _take;
    private readonly NpgsqlBatch _claim;
    private readonly Insertion _insert;
    private readonly Insertion _insertAndCommit;
    private readonly NpgsqlBatch _commit;

    /// <param name="wiring">Whose server and table; both are there.</param>
    /// <param name="recipient">Whose rows are taken.</param>
    /// <param name="batch">How many at most are claimed at once.</param>
    /// <param name="timer">The wait between two looks.</param>
    /// <param name="insert">$1 recipient, $2 sender, $3 body; {0} stands for the table.</param>
    /// <exception cref="NpgsqlException">There is no such table, or no server.</exception>
    public PostgresTable(Wiring wiring, string recipient, int batch, PollTimer timer, string insert = "INSERT INTO {0} (recipient, sender, body) VALUES ($1, $2, $3)")
    {
        _table = TableTransport.Name(wiring);
        _timer = timer;
        Connection = Open(wiring);
        try
        {
            NpgsqlBatchCommand Claiming() => Statement(Claim, new NpgsqlParameter<string> { TypedValue = recipient }, new NpgsqlParameter<int> { TypedValue = batch });
            _take = Prepare(Claiming());
            _claim = Prepare(new NpgsqlBatchCommand("BEGIN"), Claiming());
            _insert = new Insertion(this, insert, recipient);
            _insertAndCommit = new Insertion(this, insert, recipient, new NpgsqlBatchCommand("COMMIT"));
            _commit = Prepare(new NpgsqlBatchCommand("COMMIT"));
        }
        catch
        {
            Connection.Dispose();
            throw;
        }
    }

    protected NpgsqlConnection Connection { get; }

    /// <summary>Makes the table of a channel, empty unless it is taken up.</summary>
    public static void Make(Wiring wiring)
    {
        using var connection = Open(wiring);
        var name = TableTransport.Name(wiring);
        Execute(connection, $"""
            {(wiring.Resume ? "" : $"DROP TABLE IF EXISTS {name};")}
            CREATE TABLE IF NOT EXISTS {name} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, recipient text NOT NULL, sender text NOT NULL, body bytea NOT NULL);
            CREATE INDEX IF NOT EXISTS {name}_recipient ON {name} (recipient, id);
            """);
    }

    public override IReadOnlyDictionary<string, string> ReadSettings()
    {
        using var command = Connection.CreateCommand();
        command.CommandText = """
            SELECT name, setting FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit', 'wal_sync_method', 'full_page_writes', 'wal_level', 'server_version', 'shared_buffers')
            """;
        using var reader = command.ExecuteReader();
        var settings = new Dictionary<string, string>();
        while (reader.Read())
            settings[$"postgres.{reader.GetString(0)}"] = reader.GetString(1);
        var isSynced = settings["postgres.fsync"] == "on" && settings["postgres.synchronous_commit"] != "off";
        settings["fsync"] = isSynced ? "true" : "false";
        settings[Durability.Setting] = isSynced ? Durability.Disk : Durability.Memory;
        return settings;
    }

    public override void Insert(string recipient, ReadOnlyMemory<byte> body) => _insert.Execute(recipient, body);

    public override int Take(Memory<byte> destination)
    {
        using var reader = _take.ExecuteReader();
        if (!reader.Read())
            return -1;
        var length = (int)reader.GetBytes(2, 0, null, 0, 0);
        using var body = reader.GetStream(2);
        body.ReadExactly(destination.Span[..length]);
        return length;
    }

    public override void Wait(CancellationToken cancellationToken) => _timer.Wait(cancellationToken);

    public override void Drop() => Execute(Connection, $"DROP TABLE {_table}");

    protected override void Read(List<Message> messages)
    {
        using (var reader = _claim.ExecuteReader())
        {
            while (reader.Read())
                messages.Add(Row(reader));
        }

        if (messages.Count == 0)
            _commit.ExecuteNonQuery();
    }

    protected override void Commit(IReadOnlyList<Message> answered)
    {
        // The last answer takes the commit with it.
        Message? last = null;
        foreach (var message in answered)
        {
            if (!message.IsAnswered)
                continue;
            if (last is not null)
                _insert.Execute(last.Sender, last.Answer.AsMemory(0, last.AnswerLength));
            last = message;
        }

        if (last is null)
            _commit.ExecuteNonQuery();
        else
            _insertAndCommit.Execute(last.Sender, last.Answer.AsMemory(0, last.AnswerLength));
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _take.Dispose();
        _claim.Dispose();
        _commit.Dispose();
        Connection.Dispose();
    }

    protected static void Execute(NpgsqlConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        // Names of tables and channels are ours; parameters cannot stand for names.
#pragma warning disable CA2100
        command.CommandText = statements;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

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

    private NpgsqlBatchCommand Statement(string statement, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(statement.Replace("{0}", _table, StringComparison.Ordinal));
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private NpgsqlBatch Prepare(params NpgsqlBatchCommand[] commands)
    {
        var batch = new NpgsqlBatch(Connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        batch.Prepare();
        return batch;
    }

    private sealed class Insertion
    {
        private readonly NpgsqlParameter<string> _recipient = new() { TypedValue = "" };
        private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _body = new() { NpgsqlDbType = NpgsqlDbType.Bytea };
        private readonly NpgsqlBatch _batch;

        public Insertion(PostgresTable table, string insert, string sender, params NpgsqlBatchCommand[] then) =>
            _batch = table.Prepare([table.Statement(insert, _recipient, new NpgsqlParameter<string> { TypedValue = sender }, _body), .. then]);

        public void Execute(string recipient, ReadOnlyMemory<byte> body)
        {
            _recipient.TypedValue = recipient;
            _body.TypedValue = body;
            _batch.ExecuteNonQuery();
        }
    }
}
