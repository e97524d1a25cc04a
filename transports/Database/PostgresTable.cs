using Npgsql;
using NpgsqlTypes;

namespace InterContainer.Transports.Database;

/// <summary>
/// A <see cref="MessageTable"/> in PostgreSQL. A look is a SELECT, which writes and locks nothing; only what it found is claimed. Statements that belong together go as
/// one batch, which is one round trip to the server: begin and claim; insert the answer and commit; remove the answer that was read and insert the next request. A
/// statement, or a batch without a begin, is its own transaction.
/// </summary>
internal class PostgresTable : MessageTable
{
    internal const string Look = "SELECT 1 FROM {0} WHERE recipient = $1 LIMIT 1";

    internal const string ReadNext = "SELECT id, body FROM {0} WHERE recipient = $1 AND id > $2 ORDER BY id LIMIT 1";

    internal const string Removal = "DELETE FROM {0} WHERE recipient = $1 AND id <= $2";

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
    private readonly string _recipient;
    private readonly int _batch;
    private readonly List<NpgsqlBatch> _prepared = [];
    private readonly NpgsqlParameter<long> _after = new() { TypedValue = 0 };
    private readonly NpgsqlParameter<long> _taken = new() { TypedValue = 0 };
    private readonly string _insertion;
    private readonly Insertion _insert;

    /// <param name="wiring">Whose server and table; both are there.</param>
    /// <param name="recipient">Whose rows are taken.</param>
    /// <param name="batch">How many at most are claimed at once.</param>
    /// <param name="timer">The wait between two looks.</param>
    /// <param name="insert">$1 recipient, $2 sender, $3 body; {0} stands for the table.</param>
    /// <exception cref="NpgsqlException">There is no such table, or no server.</exception>
    public PostgresTable(Wiring wiring, string recipient, int batch, PollTimer timer, string insert = "INSERT INTO {0} (recipient, sender, body) VALUES ($1, $2, $3)")
    {
        _table = TableTransport.Name(wiring);
        _recipient = recipient;
        _batch = batch;
        _timer = timer;
        _insertion = insert;
        Connection = Open(wiring);
        try
        {
            _insert = new Insertion(this);
        }
        catch
        {
            Connection.Dispose();
            throw;
        }
    }

    protected NpgsqlConnection Connection { get; }

    // Prepared when first used: the two ends need different ones.
    private NpgsqlBatch Looking => field ??= Prepare(Mine(Look));

    private NpgsqlBatch Claiming => field ??= Prepare(new NpgsqlBatchCommand("BEGIN"), Mine(Claim, new NpgsqlParameter<int> { TypedValue = _batch }));

    private Insertion InsertAndCommit => field ??= new Insertion(this, then: new NpgsqlBatchCommand("COMMIT"));

    private NpgsqlBatch Committing => field ??= Prepare(new NpgsqlBatchCommand("COMMIT"));

    private NpgsqlBatch Reading => field ??= Prepare(Mine(ReadNext, _after));

    private Insertion RemoveAndInsert => field ??= new Insertion(this, first: Mine(Removal, _taken));

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

    public override void Wait(CancellationToken cancellationToken) => _timer.Wait(cancellationToken);

    public override void Drop() => Execute(Connection, $"DROP TABLE {_table}");

    protected override void Read(List<Message> messages)
    {
        if (!IsAnyThere())
            return;
        using (var reader = Claiming.ExecuteReader())
        {
            while (reader.Read())
                messages.Add(Row(reader));
        }

        // Another responder was faster.
        if (messages.Count == 0)
            Committing.ExecuteNonQuery();
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
            Committing.ExecuteNonQuery();
        else
            InsertAndCommit.Execute(last.Sender, last.Answer.AsMemory(0, last.AnswerLength));
    }

    protected override void Insert(string recipient, ReadOnlyMemory<byte> body, long? taken)
    {
        _taken.TypedValue = taken ?? 0;
        (taken is null ? _insert : RemoveAndInsert).Execute(recipient, body);
    }

    protected override (long Id, int Length) Next(long after, Memory<byte> destination)
    {
        _after.TypedValue = after;
        using var reader = Reading.ExecuteReader();
        return NextRow(reader, destination);
    }

    protected override void Remove(long taken) => Prepare(Mine(Removal, new NpgsqlParameter<long> { TypedValue = taken })).ExecuteNonQuery();

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _prepared.ForEach(batch => batch.Dispose());
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

    private bool IsAnyThere()
    {
        using var reader = Looking.ExecuteReader();
        return reader.Read();
    }

    private NpgsqlBatchCommand Mine(string statement, params NpgsqlParameter[] more) =>
        Statement(statement, [new NpgsqlParameter<string> { TypedValue = _recipient }, .. more]);

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
        _prepared.Add(batch);
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

        public Insertion(PostgresTable table, NpgsqlBatchCommand? first = null, NpgsqlBatchCommand? then = null)
        {
            var insertion = table.Statement(table._insertion, _recipient, new NpgsqlParameter<string> { TypedValue = table._recipient }, _body);
            _batch = table.Prepare([.. new[] { first, insertion, then }.OfType<NpgsqlBatchCommand>()]);
        }

        public void Execute(string recipient, ReadOnlyMemory<byte> body)
        {
            _recipient.TypedValue = recipient;
            _body.TypedValue = body;
            _batch.ExecuteNonQuery();
        }
    }
}
