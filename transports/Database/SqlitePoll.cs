using System.Globalization;
using Microsoft.Data.Sqlite;

namespace InterContainer.Transports.Database;

/// <summary>A table in an SQLite file on the shared folder that both ends poll at an interval. Write-ahead log, synced at each commit.</summary>
internal sealed class SqlitePoll : ITransport
{
    private readonly TableTransport _ends;

    /// <summary>As the catalogue makes it.</summary>
    public SqlitePoll() => _ends = new TableTransport(
        Traits,
        (endpoints, _) => SqliteTable.MakeAsync(endpoints),
        (endpoints, recipient, batch, _) => new(new SqliteTable(endpoints, recipient, batch)));

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "sqlite-poll",
        Family = Family.Database,
        Summary = "a row a message in an SQLite file on a shared folder; both ends poll at an interval",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        Options =
        [
            TransportOption.Duration("interval", "1ms", TimeSpan.FromSeconds(5)),
            TransportOption.WholeNumber("batch", 100, 1, 10_000),
        ],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        _ends.ServeAsync(endpoints, responder, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) => _ends.ConnectAsync(endpoints, cancellationToken);

    /// <summary>
    /// Polls without a transaction, and takes the database's one write lock only to commit what was done. So no sender waits for a message that is being
    /// handled. A recipient that is read by one end alone finds what it read still there. Responders that compete take the lock before they read what a poll
    /// has found, and keep it: SQLite has no lock of a row. All of it is done when a call returns: the library has no other way.
    /// </summary>
    private sealed class SqliteTable : MessageTable
    {
        private readonly string _path;
        private readonly string _table;
        private readonly PollTimer _timer;
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _read;
        private readonly SqliteCommand _after;
        private readonly SqliteCommand _next;
        private readonly SqliteCommand _remove;
        private readonly SqliteCommand _insert;
        private readonly bool _competes;
        private SqliteTransaction? _claiming;

        public SqliteTable(PairEndpoints endpoints, string recipient, int batch)
        {
            _path = Place(endpoints);
            _table = TableTransport.Name(endpoints);
            _timer = new PollTimer(endpoints.Duration("interval"));
            _competes = endpoints.Responders > 1;
            _connection = Open(endpoints);
            try
            {
                _read = Prepare(
                    "SELECT id, sender, body FROM {0} WHERE recipient = $recipient ORDER BY id LIMIT $batch",
                    ("$recipient", recipient),
                    ("$batch", batch));
                _after = Prepare(
                    "SELECT id, sender, body FROM {0} WHERE recipient = $recipient AND id > $after ORDER BY id LIMIT $batch",
                    ("$recipient", recipient),
                    ("$after", 0L),
                    ("$batch", batch));
                _next = Prepare(
                    "SELECT id, body FROM {0} WHERE recipient = $recipient AND id > $after ORDER BY id LIMIT 1",
                    ("$recipient", recipient),
                    ("$after", 0L));
                _remove = Prepare("DELETE FROM {0} WHERE recipient = $recipient AND id <= $last", ("$recipient", recipient), ("$last", 0L));
                _insert = Prepare(
                    "INSERT INTO {0} (recipient, sender, body) VALUES ($recipient, $sender, $body)",
                    ("$recipient", ""),
                    ("$sender", recipient),
                    ("$body", Array.Empty<byte>()));
            }
            catch
            {
                _connection.Dispose();
                throw;
            }
        }

        /// <summary>Makes the table of a channel, empty unless it is taken up.</summary>
        public static ValueTask MakeAsync(PairEndpoints endpoints)
        {
            using var connection = Open(endpoints);
            var name = TableTransport.Name(endpoints);
            Execute(connection, $"""
                {(endpoints.RecoversState ? "" : $"DROP TABLE IF EXISTS {name};")}
                CREATE TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, sender TEXT NOT NULL, body BLOB NOT NULL);
                CREATE INDEX IF NOT EXISTS {name}_recipient ON {name} (recipient, id);
                """);
            return default;
        }

        public override IReadOnlyDictionary<string, string> ReadSettings()
        {
            var synchronous = Ask("PRAGMA synchronous");
            var isSynced = synchronous is "2" or "3";
            var fileSystem = new DriveInfo(Path.GetDirectoryName(_path)!).DriveFormat;
            return new Dictionary<string, string>
            {
                // With a write-ahead log, anything below FULL syncs at checkpoints only.
                [Durability.Setting] = Durability.OfFile(fileSystem, isSynced),
                ["sqlite.version"] = _connection.ServerVersion,
                ["sqlite.journal_mode"] = Ask("PRAGMA journal_mode"),
                ["sqlite.synchronous"] = synchronous switch { "0" => "off", "1" => "normal", "2" => "full", "3" => "extra", _ => synchronous },
                ["fsync"] = isSynced ? "true" : "false",
                ["fileSystem"] = fileSystem,
            };
        }

        public override ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            _timer.Wait(cancellationToken);
            return default;
        }

        public override ValueTask DropAsync()
        {
            Execute(_connection, $"DROP TABLE {_table}");
            return default;
        }

        protected override ValueTask ReadAsync(List<Message> messages)
        {
            _read.Transaction = null;
            ReadRows(_read, messages);
            if (!_competes || messages.Count == 0)
                return default;
            messages.ForEach(message => message.Return());
            messages.Clear();
            _read.Transaction = _claiming = BeginWriting();
            ReadRows(_read, messages);
            if (messages.Count == 0)
                EndClaiming();
            return default;
        }

        protected override ValueTask ReadAfterAsync(long after, List<Message> messages)
        {
            _after.Parameters[1].Value = after;
            ReadRows(_after, messages);
            return default;
        }

        protected override async ValueTask CommitAsync(IReadOnlyList<Message> answered)
        {
            _claiming ??= BeginWriting();
            _insert.Transaction = _remove.Transaction = _claiming;
            foreach (var message in answered)
            {
                if (message.IsAnswered)
                    Add(message.Sender, message.Answer.AsMemory(0, message.AnswerLength));
            }

            RemoveUntil(answered[^1].Id);
            await _claiming.CommitAsync();
            EndClaiming();
        }

        protected override async ValueTask InsertAsync(string recipient, ReadOnlyMemory<byte> body, long? taken)
        {
            await using var writing = taken is null ? null : BeginWriting();
            _insert.Transaction = _remove.Transaction = writing;
            if (taken is { } id)
                RemoveUntil(id);
            Add(recipient, body);
            if (writing is not null)
                await writing.CommitAsync();
        }

        protected override async ValueTask<(long Id, int Length)> NextAsync(long after, Memory<byte> destination)
        {
            _next.Parameters[1].Value = after;
            await using var reader = await _next.ExecuteReaderAsync();
            return await NextRowAsync(reader, destination);
        }

        protected override ValueTask RemoveAsync(long taken)
        {
            _remove.Transaction = null;
            RemoveUntil(taken);
            return default;
        }

        public override ValueTask DisposeAsync()
        {
            EndClaiming();
            _read.Dispose();
            _after.Dispose();
            _next.Dispose();
            _remove.Dispose();
            _insert.Dispose();
            _connection.Dispose();
            return default;
        }

        // Immediate: a transaction that reads first and writes later may find that it cannot.
        private SqliteTransaction BeginWriting() => _connection.BeginTransaction(deferred: false);

        private void EndClaiming()
        {
            _claiming?.Dispose();
            _claiming = null;
        }

        private static void ReadRows(SqliteCommand command, List<Message> messages)
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
                messages.Add(Row(reader));
        }

        private static string Place(PairEndpoints endpoints) =>
            Path.Combine(PairEndpoints.Need(endpoints.SharedFolder, "shared folder"), $"{endpoints.Channel}.db");

        private static SqliteConnection Open(PairEndpoints endpoints)
        {
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Place(endpoints), Pooling = false }.ConnectionString);
            try
            {
                connection.Open();
                // SQLite's own wait for a lock starts at 1 ms; without it, the client library's starts at 150 ms.
                Execute(connection, "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }

        private static void Execute(SqliteConnection connection, string statements)
        {
            using var command = Command(connection, statements);
            command.ExecuteNonQuery();
        }

        private static SqliteCommand Command(SqliteConnection connection, string statements)
        {
            var command = connection.CreateCommand();
            // The table's name is ours; parameters cannot stand for names.
#pragma warning disable CA2100
            command.CommandText = statements;
#pragma warning restore CA2100
            return command;
        }

        private string Ask(string pragma)
        {
            using var command = Command(_connection, pragma);
            return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
        }

        private void Add(string recipient, ReadOnlyMemory<byte> body)
        {
            _insert.Parameters[0].Value = recipient;
            // The client library takes whole arrays only.
            _insert.Parameters[2].Value = body.ToArray();
            _insert.ExecuteNonQuery();
        }

        private void RemoveUntil(long last)
        {
            _remove.Parameters[1].Value = last;
            _remove.ExecuteNonQuery();
        }

        private SqliteCommand Prepare(string statement, params (string Name, object Value)[] parameters)
        {
            var command = Command(_connection, statement.Replace("{0}", _table, StringComparison.Ordinal));
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
            command.Prepare();
            return command;
        }
    }
}
