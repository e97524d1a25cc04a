using Npgsql;
using NpgsqlTypes;

namespace InterContainer.Transports.Database;

/// <summary>
/// A <see cref="MessageTable"/> in PostgreSQL. A poll is a SELECT, which writes and locks nothing; only what it found is claimed. Statements that belong
/// together go as one batch, which is one round trip to the server: begin and claim; insert the answer and commit; remove the answer that was read and insert
/// the next request. A statement, or a batch without a begin, is its own transaction. Nothing here but <see cref="ReadSettings"/> blocks: with inline
/// completions the rest runs on the thread that sees the connection's events.
/// </summary>
internal abstract class PostgresTable : MessageTable
{
    internal const string Poll = "SELECT 1 FROM {0} WHERE recipient = $1 LIMIT 1";

    internal const string ReadNext = "SELECT id, body FROM {0} WHERE recipient = $1 AND id > $2 ORDER BY id LIMIT 1";

    // What every reader of a broadcast gets: nothing is claimed.
    internal const string ReadAfter = "SELECT id, sender, body FROM {0} WHERE recipient = $1 AND id > $2 ORDER BY id LIMIT $3";

    internal const string Removal = "DELETE FROM {0} WHERE recipient = $1 AND id <= $2";

    // A DELETE returns its rows in no order.
    internal const string Claim = """
        WITH claimed AS (
            DELETE FROM {0} WHERE id IN (
                SELECT id FROM {0} WHERE recipient = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING id, sender, body)
        SELECT id, sender, body FROM claimed ORDER BY id
        """;

    /// <summary>
    /// The runtime's pool by default. Inline saves the wake-up of a second thread, which costs a third of a round trip here.
    /// </summary>
    public static readonly TransportOption Mode = TransportOption.OneOf(RuntimeMode.OptionName, RuntimeMode.Async, RuntimeMode.Inline);

    private const string Insertion = "INSERT INTO {0} (recipient, sender, body) VALUES ($1, $2, $3)";

    private readonly NpgsqlConnection _connection;
    private readonly Completions _completions = new();
    private readonly List<NpgsqlBatch> _batches = [];
    private readonly string _table;
    private readonly string _recipient;
    private readonly NpgsqlParameter<long> _after = new() { TypedValue = 0 };
    private readonly NpgsqlParameter<long> _handed = new() { TypedValue = 0 };
    private readonly NpgsqlParameter<long> _taken = new() { TypedValue = 0 };
    private readonly Statements _poll;
    private readonly Statements _claim;
    private readonly Statements _commit;
    private readonly Statements _readNext;
    private readonly Statements _readAfter;
    private readonly Insert _insert;
    private readonly Insert _insertAndCommit;
    private readonly Insert _removeAndInsert;
    private Dictionary<string, string>? _serverSettings;

    /// <param name="connection">To a server that has the channel's table. Ends with this.</param>
    /// <param name="endpoints">Whose table.</param>
    /// <param name="recipient">Whose rows are taken.</param>
    /// <param name="batch">How many at most are claimed at once.</param>
    /// <param name="insertion">$1 recipient, $2 sender, $3 body; {0} stands for the table.</param>
    protected PostgresTable(NpgsqlConnection connection, PairEndpoints endpoints, string recipient, int batch, string insertion = Insertion)
    {
        _connection = connection;
        _table = TableTransport.Name(endpoints);
        _recipient = recipient;
        _poll = Together(Mine(Poll));
        _claim = Together(new NpgsqlBatchCommand("BEGIN"), Mine(Claim, new NpgsqlParameter<int> { TypedValue = batch }));
        _commit = Together(new NpgsqlBatchCommand("COMMIT"));
        _readNext = Together(Mine(ReadNext, _after));
        _readAfter = Together(Mine(ReadAfter, _handed, new NpgsqlParameter<int> { TypedValue = batch }));
        _insert = new(this, insertion);
        _insertAndCommit = new(this, insertion, then: new NpgsqlBatchCommand("COMMIT"));
        _removeAndInsert = new(this, insertion, first: Mine(Removal, _taken));
    }

    /// <summary>Makes the table of a channel, empty unless it is taken up.</summary>
    public static async ValueTask MakeAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(endpoints, cancellationToken);
        var name = TableTransport.Name(endpoints);
        await ExecuteAsync(connection, $"""
            {(endpoints.RecoversState ? "" : $"DROP TABLE IF EXISTS {name};")}
            CREATE TABLE IF NOT EXISTS {name}
                (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, recipient text NOT NULL, sender text NOT NULL, body bytea NOT NULL);
            CREATE INDEX IF NOT EXISTS {name}_recipient ON {name} (recipient, id);
            """);
    }

    /// <summary>Opens a table that is there.</summary>
    /// <exception cref="NpgsqlException">There is no such table, or no server.</exception>
    public static async ValueTask<MessageTable> OpenAsync(
        PairEndpoints endpoints, Func<NpgsqlConnection, PostgresTable> on, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(endpoints, cancellationToken);
        var table = on(connection);
        try
        {
            await table.BeginAsync();
            return table;
        }
        catch
        {
            await table.DisposeAsync();
            throw;
        }
    }

    public override IReadOnlyDictionary<string, string> ReadSettings() => _completions.AddTo(_serverSettings ??= AskServer());

    public override ValueTask DropAsync() => ExecuteAsync(_connection, $"DROP TABLE {_table}");

    public override async ValueTask DisposeAsync()
    {
        _batches.ForEach(batch => batch.Dispose());
        await _connection.DisposeAsync();
    }

    /// <summary>The first that is asked of the server: it has the table.</summary>
    protected virtual ValueTask BeginAsync() => _insert.PrepareAsync();

    protected override async ValueTask ReadAsync(List<Message> messages)
    {
        if (!await IsAnyThereAsync())
            return;
        await using (var reader = await _claim.ReadAsync())
        {
            while (await reader.ReadAsync())
                messages.Add(Row(reader));
        }

        // Another responder was faster.
        if (messages.Count == 0)
            await _commit.ExecuteAsync();
    }

    protected override async ValueTask ReadAfterAsync(long after, List<Message> messages)
    {
        _handed.TypedValue = after;
        await using var reader = await _readAfter.ReadAsync();
        while (await reader.ReadAsync())
            messages.Add(Row(reader));
    }

    protected override async ValueTask CommitAsync(IReadOnlyList<Message> answered)
    {
        // The last answer takes the commit with it.
        Message? last = null;
        foreach (var message in answered)
        {
            if (!message.IsAnswered)
                continue;
            if (last is not null)
                await _insert.ExecuteAsync(last.Sender, last.Answer.AsMemory(0, last.AnswerLength));
            last = message;
        }

        if (last is null)
            await _commit.ExecuteAsync();
        else
            await _insertAndCommit.ExecuteAsync(last.Sender, last.Answer.AsMemory(0, last.AnswerLength));
    }

    protected override ValueTask InsertAsync(string recipient, ReadOnlyMemory<byte> body, long? taken)
    {
        _taken.TypedValue = taken ?? 0;
        return (taken is null ? _insert : _removeAndInsert).ExecuteAsync(recipient, body);
    }

    protected override async ValueTask<(long Id, int Length)> NextAsync(long after, Memory<byte> destination)
    {
        _after.TypedValue = after;
        await using var reader = await _readNext.ReadAsync();
        _completions.See();
        return await NextRowAsync(reader, destination);
    }

    protected override ValueTask RemoveAsync(long taken) =>
        Together(Mine(Removal, new NpgsqlParameter<long> { TypedValue = taken })).ExecuteAsync();

    protected static async ValueTask ExecuteAsync(NpgsqlConnection connection, string statements)
    {
        await using var command = connection.CreateCommand();
        // Names of tables and channels are ours; parameters cannot stand for names.
#pragma warning disable CA2100
        command.CommandText = statements;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async ValueTask<NpgsqlConnection> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var connection = PostgresServer.Connection(endpoints.AddressOf(PostgresServer.Service), TlsCertificates.Of(endpoints));
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private Dictionary<string, string> AskServer()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT name, setting FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit', 'wal_sync_method', 'full_page_writes', 'wal_level', 'server_version', 'shared_buffers')
            """;
        var settings = new Dictionary<string, string>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                settings[$"postgres.{reader.GetString(0)}"] = reader.GetString(1);
        }

        var isSynced = settings["postgres.fsync"] == "on" && settings["postgres.synchronous_commit"] != "off";
        settings["fsync"] = isSynced ? "true" : "false";
        foreach (var (name, value) in Encryption())
            settings[name] = value;
        var fileSystem = FileSystem();
        if (fileSystem is not null)
            settings["postgres.fileSystem"] = fileSystem;
        settings[Durability.Setting] = isSynced ? Durability.OfFile(fileSystem ?? "", isSynced) : Durability.Memory;
        return settings;
    }

    // Of this connection, as the server says: pg_stat_ssl.
    private Dictionary<string, string> Encryption()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT version, cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
        using var reader = command.ExecuteReader();
        return reader.Read() ? new() { ["tls.version"] = reader.GetString(0), ["tls.cipher"] = reader.GetString(1) } : [];
    }

    // Null where the server does not let this user read its files, or is not on Linux: then its settings have to be believed.
    private string? FileSystem()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT CASE WHEN pg_has_role('pg_read_server_files', 'usage') AND pg_has_role('pg_read_all_settings', 'usage')
                AND has_function_privilege('pg_read_file(text, bigint, bigint, boolean)', 'execute')
            THEN current_setting('data_directory') || E'\n' || pg_read_file('/proc/self/mountinfo', 0, 1048576, true) END
            """;
        try
        {
            return command.ExecuteScalar() is string answer && answer.Split('\n', 2) is [var folder, var mounts]
                ? MountInfo.FileSystemOf(folder, mounts)
                : null;
        }
        catch (PostgresException)
        {
            // A server that only speaks as PostgreSQL does.
            return null;
        }
    }

    private async ValueTask<bool> IsAnyThereAsync()
    {
        await using var reader = await _poll.ReadAsync();
        return await reader.ReadAsync();
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

    private Statements Together(params IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(_connection);
        _batches.Add(batch);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return new Statements(batch);
    }

    /// <summary>What goes to the server together. Prepared when first used: the two ends need different ones.</summary>
    private sealed class Statements(NpgsqlBatch batch)
    {
        private bool _isPrepared;

        public async ValueTask PrepareAsync()
        {
            if (!_isPrepared)
                await batch.PrepareAsync();
            _isPrepared = true;
        }

        public async ValueTask<NpgsqlDataReader> ReadAsync()
        {
            await PrepareAsync();
            return await batch.ExecuteReaderAsync();
        }

        public async ValueTask ExecuteAsync()
        {
            await PrepareAsync();
            await batch.ExecuteNonQueryAsync();
        }
    }

    private sealed class Insert
    {
        private readonly NpgsqlParameter<string> _recipient = new() { TypedValue = "" };
        private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _body = new() { NpgsqlDbType = NpgsqlDbType.Bytea };
        private readonly Statements _statements;

        public Insert(PostgresTable table, string insertion, NpgsqlBatchCommand? first = null, NpgsqlBatchCommand? then = null)
        {
            var own = table.Statement(insertion, _recipient, new NpgsqlParameter<string> { TypedValue = table._recipient }, _body);
            _statements = table.Together(new[] { first, own, then }.OfType<NpgsqlBatchCommand>());
        }

        public ValueTask PrepareAsync() => _statements.PrepareAsync();

        public ValueTask ExecuteAsync(string recipient, ReadOnlyMemory<byte> body)
        {
            _recipient.TypedValue = recipient;
            _body.TypedValue = body;
            return _statements.ExecuteAsync();
        }
    }
}
