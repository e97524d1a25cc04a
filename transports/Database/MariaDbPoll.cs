using System.Globalization;
using MySqlConnector;

namespace InterContainer.Transports.Database;

/// <summary>
/// A table in MariaDB that both ends poll at an interval. The server's durability settings stay as they are. Statements that belong together go as one
/// command, which is one round trip to the server.
/// </summary>
internal sealed class MariaDbPoll : ITransport
{
    private static readonly Service Server = new()
    {
        Name = "mariadb",
        Kind = ServiceKind.Database,
        Title = "MariaDB server",
        Image = "mariadb:11",
        OfflineImage = "intercontainer/mariadb:offline",
        Port = 3306,
        Start = credentials => new ServiceStart
        {
            // The default refuses messages above 16 MiB. A byte of a message may take two in a statement.
            Command = ["--max-allowed-packet=256M"],
            Environment = new Dictionary<string, string>
            {
                ["MARIADB_USER"] = credentials.User,
                ["MARIADB_PASSWORD"] = credentials.Password.Reveal(),
                ["MARIADB_DATABASE"] = credentials.User,
                ["MARIADB_RANDOM_ROOT_PASSWORD"] = "1",
            },
        },
        // Over TCP: while it initialises itself, the official image answers on its Unix socket only.
        ReadyCommand = ["sh", "-c", "mariadb --host=127.0.0.1 --user=\"$MARIADB_USER\" --password=\"$MARIADB_PASSWORD\" -e 'SELECT 1' \"$MARIADB_DATABASE\""],
        VersionCommand = ["sh", "-c", "mariadbd --version | sed 's/.*Ver //'"],
        Notation = new ConnectionStringNotation(),
    };

    private readonly TableTransport _ends;

    /// <summary>As the catalogue makes it.</summary>
    public MariaDbPoll() => _ends = new TableTransport(Traits, MariaDbTable.MakeAsync, MariaDbTable.OpenAsync);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "mariadb-poll",
        Family = Family.Database,
        Summary = "a row a message in MariaDB, claimed with FOR UPDATE SKIP LOCKED and deleted; both ends poll at an interval",
        Needs = Needs.None,
        Service = new ServiceNeed(Server),
        Delivery = Delivery.ExactlyOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = true,
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

    /// <summary>A table that its recipients poll. Nothing but <see cref="ReadSettings"/> blocks.</summary>
    private sealed class MariaDbTable : MessageTable
    {
        private const string Poll = "SELECT 1 FROM {0} WHERE recipient = @recipient LIMIT 1";
        private const string Claim = "BEGIN; SELECT id, sender, body FROM {0} WHERE recipient = @recipient ORDER BY id LIMIT @batch FOR UPDATE SKIP LOCKED";
        private const string ReadAfter = "SELECT id, sender, body FROM {0} WHERE recipient = @recipient AND id > @after ORDER BY id LIMIT @batch";
        private const string ReadNext = "SELECT id, body FROM {0} WHERE recipient = @recipient AND id > @after ORDER BY id LIMIT 1";
        private const string Removal = "DELETE FROM {0} WHERE recipient = @recipient AND id <= @taken";
        private const string Insertion = "INSERT INTO {0} (recipient, sender, body) VALUES (@to, @recipient, @body)";

        private readonly MySqlConnection _connection;
        private readonly PollThread _thread;
        private readonly string _table;
        private readonly MySqlCommand _poll;
        private readonly MySqlCommand _claim;
        private readonly MySqlCommand _readAfter;
        private readonly MySqlCommand _readNext;
        private readonly MySqlCommand _remove;
        private readonly MySqlCommand _insert;
        private readonly MySqlCommand _removeAndInsert;
        private readonly string _recipient;
        private Dictionary<string, string>? _settings;

        private MariaDbTable(MySqlConnection connection, PairEndpoints endpoints, string recipient, int batch)
        {
            _connection = connection;
            _thread = new PollThread(endpoints.Duration("interval"));
            _table = TableTransport.Name(endpoints);
            _recipient = recipient;
            _poll = Command(Poll);
            _claim = Command(Claim, ("@batch", batch));
            _readAfter = Command(ReadAfter, ("@after", 0L), ("@batch", batch));
            _readNext = Command(ReadNext, ("@after", 0L));
            _remove = Command(Removal, ("@taken", 0L));
            _insert = Command(Insertion, ("@to", ""), ("@body", ReadOnlyMemory<byte>.Empty));
            _removeAndInsert = Command($"BEGIN; {Removal}; {Insertion}; COMMIT", ("@taken", 0L), ("@to", ""), ("@body", ReadOnlyMemory<byte>.Empty));
        }

        /// <summary>Makes the table of a channel, empty unless it is taken up.</summary>
        public static async ValueTask MakeAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
        {
            await using var connection = await ConnectAsync(endpoints, cancellationToken);
            var name = TableTransport.Name(endpoints);
            await ExecuteAsync(connection, $"""
                {(endpoints.RecoversState ? "" : $"DROP TABLE IF EXISTS {name};")}
                CREATE TABLE IF NOT EXISTS {name} (
                    id BIGINT AUTO_INCREMENT PRIMARY KEY, recipient VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                    sender VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, body LONGBLOB NOT NULL, INDEX (recipient, id)) ENGINE=InnoDB;
                """);
        }

        /// <summary>Opens a table that is there.</summary>
        /// <exception cref="MySqlException">There is no such table, or no server.</exception>
        public static async ValueTask<MessageTable> OpenAsync(PairEndpoints endpoints, string recipient, int batch, CancellationToken cancellationToken)
        {
            var connection = await ConnectAsync(endpoints, cancellationToken);
            var table = new MariaDbTable(connection, endpoints, recipient, batch);
            try
            {
                await table.IsAnyThereAsync();
                return table;
            }
            catch
            {
                await table.DisposeAsync();
                throw;
            }
        }

        public override IReadOnlyDictionary<string, string> ReadSettings() => _settings ??= AskServer();

        public override ValueTask WaitAsync(CancellationToken cancellationToken) => _thread.WaitAsync(cancellationToken);

        public override ValueTask DropAsync() => ExecuteAsync(_connection, $"DROP TABLE {_table}");

        public override async ValueTask DisposeAsync()
        {
            _thread.Dispose();
            await _poll.DisposeAsync();
            await _claim.DisposeAsync();
            await _readAfter.DisposeAsync();
            await _readNext.DisposeAsync();
            await _remove.DisposeAsync();
            await _insert.DisposeAsync();
            await _removeAndInsert.DisposeAsync();
            await _connection.DisposeAsync();
        }

        protected override async ValueTask ReadAsync(List<Message> messages)
        {
            if (!await IsAnyThereAsync())
                return;
            await ReadRowsAsync(_claim, messages);
            // Another responder was faster.
            if (messages.Count == 0)
                await ExecuteAsync(_connection, "COMMIT");
        }

        protected override ValueTask ReadAfterAsync(long after, List<Message> messages)
        {
            _readAfter.Parameters["@after"].Value = after;
            return ReadRowsAsync(_readAfter, messages);
        }

        protected override async ValueTask CommitAsync(IReadOnlyList<Message> answered)
        {
            // What was claimed may have gaps, in which another responder's rows lie.
            var ids = string.Join(',', answered.Select(message => message.Id.ToString(CultureInfo.InvariantCulture)));
            var answers = answered.Where(message => message.IsAnswered).ToList();
            var values = string.Join(',', answers.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"(@to{index}, @recipient, @body{index})")));
            await using var command = Command(
                $"{(answers.Count == 0 ? "" : $"INSERT INTO {{0}} (recipient, sender, body) VALUES {values};")} DELETE FROM {{0}} WHERE id IN ({ids}); COMMIT",
                [
                    .. answers.SelectMany((message, index) => new (string, object)[]
                    {
                        (string.Create(CultureInfo.InvariantCulture, $"@to{index}"), message.Sender),
                        (string.Create(CultureInfo.InvariantCulture, $"@body{index}"), (ReadOnlyMemory<byte>)message.Answer.AsMemory(0, message.AnswerLength)),
                    }),
                ]);
            await command.ExecuteNonQueryAsync();
        }

        protected override async ValueTask InsertAsync(string recipient, ReadOnlyMemory<byte> body, long? taken)
        {
            var command = taken is null ? _insert : _removeAndInsert;
            if (taken is not null)
                command.Parameters["@taken"].Value = taken;
            command.Parameters["@to"].Value = recipient;
            command.Parameters["@body"].Value = body;
            await command.ExecuteNonQueryAsync();
        }

        protected override async ValueTask<(long Id, int Length)> NextAsync(long after, Memory<byte> destination)
        {
            _readNext.Parameters["@after"].Value = after;
            await using var reader = await _readNext.ExecuteReaderAsync();
            return await NextRowAsync(reader, destination);
        }

        protected override async ValueTask RemoveAsync(long taken)
        {
            _remove.Parameters["@taken"].Value = taken;
            await _remove.ExecuteNonQueryAsync();
        }

        private async ValueTask<bool> IsAnyThereAsync() => await _poll.ExecuteScalarAsync() is not null;

        private static async ValueTask ReadRowsAsync(MySqlCommand command, List<Message> messages)
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                messages.Add(Row(reader));
        }

        private static async ValueTask<MySqlConnection> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
        {
            var connection = new MySqlConnection(ConnectionString(endpoints.AddressOf(Server)));
            try
            {
                await connection.OpenAsync(cancellationToken);
                // The default locks the gaps between rows as well, into which the other end inserts.
                await ExecuteAsync(connection, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
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
            command.CommandText = "SELECT @@version, @@innodb_flush_log_at_trx_commit, @@innodb_flush_method";
            using var reader = command.ExecuteReader();
            reader.Read();
            var isSynced = Convert.ToString(reader.GetValue(1), CultureInfo.InvariantCulture) == "1";
            return new()
            {
                ["mariadb.version"] = reader.GetString(0),
                ["mariadb.innodb_flush_log_at_trx_commit"] = Convert.ToString(reader.GetValue(1), CultureInfo.InvariantCulture)!,
                ["mariadb.innodb_flush_method"] = Convert.ToString(reader.GetValue(2), CultureInfo.InvariantCulture)!,
                ["fsync"] = isSynced ? "true" : "false",
                // What its files are on it does not tell this user, so its settings have to be believed.
                [Durability.Setting] = isSynced ? Durability.Disk : Durability.Memory,
            };
        }

        private static async ValueTask ExecuteAsync(MySqlConnection connection, string statements)
        {
            await using var command = connection.CreateCommand();
            // Names of tables are ours; parameters cannot stand for names.
#pragma warning disable CA2100
            command.CommandText = statements;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }

        private MySqlCommand Command(string statement, params IEnumerable<(string Name, object Value)> parameters)
        {
            var command = _connection.CreateCommand();
#pragma warning disable CA2100
            command.CommandText = statement.Replace("{0}", _table, StringComparison.Ordinal);
#pragma warning restore CA2100
            command.Parameters.AddWithValue("@recipient", _recipient);
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
            return command;
        }
    }

    // The database has the user's name unless a person's own connection string says otherwise.
    private static string ConnectionString(ServiceAddress address)
    {
        var builder = address.ConnectionString is { } own
            ? new MySqlConnectionStringBuilder(own.Reveal())
            : new MySqlConnectionStringBuilder
            {
                UserID = address.User!,
                Password = address.Password!.Reveal(),
                Database = address.User!,
                SslMode = MySqlSslMode.None,
            };
        // Not pooled: an end has one connection, and its disposal ends it.
        (builder.Server, builder.Port, builder.Pooling) = (address.Host, (uint)address.Port, false);
        return builder.ConnectionString;
    }

    private sealed class ConnectionStringNotation : AddressNotation
    {
        public override string Accepts => "a MySqlConnector connection string such as 'Server=localhost;User ID=me;Password=***;Database=mine'";

        public override ServiceAddress Read(string text)
        {
            try
            {
                var connection = new MySqlConnectionStringBuilder(text);
                return string.IsNullOrEmpty(connection.Server) || string.IsNullOrEmpty(connection.Database)
                    ? throw new FormatException("the connection string names no server, or no database")
                    : new ServiceAddress(connection.Server, (int)connection.Port) { ConnectionString = new Secret(text) };
            }
            catch (Exception e) when (e is ArgumentException or OverflowException or InvalidCastException)
            {
                throw new FormatException("it is no connection string that MySqlConnector takes", e);
            }
        }

        public override string Mask(string text) => Redaction.OfNamed(text);
    }
}
