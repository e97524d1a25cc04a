using Npgsql;

namespace InterContainer.Transports.Database;

/// <summary>
/// A table in PostgreSQL, and LISTEN/NOTIFY to wake its reader. The table is the truth: a notification says only that polling is worth it, and may
/// stand for many messages. It is sent by the inserting transaction, in the inserting statement, and so arrives after the row can be seen.
/// </summary>
internal sealed class PostgresNotify : ITransport
{
    private readonly TableTransport _ends;

    /// <summary>As the catalogue makes it.</summary>
    public PostgresNotify() => _ends = new TableTransport(Traits, PostgresTable.MakeAsync, (endpoints, recipient, batch, cancellationToken) =>
        PostgresTable.OpenAsync(endpoints, connection => new NotifyingTable(connection, endpoints, recipient, batch), cancellationToken));

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "postgres-notify",
        Family = Family.Database,
        Summary = "a row a message in PostgreSQL, claimed with FOR UPDATE SKIP LOCKED and deleted; LISTEN/NOTIFY wakes the reader",
        Needs = Needs.None,
        Service = new ServiceNeed(PostgresServer.Service),
        Delivery = Delivery.ExactlyOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = true,
        Options = [TransportOption.WholeNumber("batch", 100, 1, 10_000), PostgresTable.Mode, TlsCertificates.Option],
    };

    /// <inheritdoc/>
    public Traits TraitsWith(IReadOnlyDictionary<string, string> options) => Traits with { Service = PostgresServer.With(options) };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        _ends.ServeAsync(endpoints, responder, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) => _ends.ConnectAsync(endpoints, cancellationToken);

    /// <summary>A table whose recipients listen on the channel of their own name.</summary>
    private sealed class NotifyingTable : PostgresTable
    {
        private const string InsertAndNotify =
            "WITH inserted AS (INSERT INTO {0} (recipient, sender, body) VALUES ($1, $2, $3)) SELECT pg_notify($1, '')";

        private readonly NpgsqlConnection _connection;
        private readonly string _recipient;
        private bool _notified;

        public NotifyingTable(NpgsqlConnection connection, PairEndpoints endpoints, string recipient, int batch)
            : base(connection, endpoints, recipient, batch, InsertAndNotify)
        {
            (_connection, _recipient) = (connection, recipient);
            // One may arrive while a statement runs, after its snapshot was taken. No later wait would see it.
            connection.Notification += (_, _) => _notified = true;
        }

        public override async ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            // Cancelled, it leaves the connection as it is.
            while (!_notified)
                await _connection.WaitAsync(cancellationToken);
            _notified = false;
        }

        protected override async ValueTask BeginAsync()
        {
            await base.BeginAsync();
            await ExecuteAsync(_connection, $"LISTEN \"{_recipient}\"");
        }
    }
}
