using Npgsql;

namespace InterContainer.Transports.Database;

/// <summary>A table in PostgreSQL that both ends poll at an interval. The server's durability settings stay as they are.</summary>
internal sealed class PostgresPoll : ITransport
{
    private readonly TableTransport _ends;

    /// <summary>As the catalogue makes it.</summary>
    public PostgresPoll() => _ends = new TableTransport(Traits, PostgresTable.MakeAsync, (endpoints, recipient, batch, cancellationToken) =>
        PostgresTable.OpenAsync(endpoints, connection => new PollingTable(connection, endpoints, recipient, batch), cancellationToken));

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "postgres-poll",
        Family = Family.Database,
        Summary = "a row a message in PostgreSQL, claimed with FOR UPDATE SKIP LOCKED and deleted; both ends poll at an interval",
        Needs = Needs.None,
        Service = new ServiceNeed(PostgresServer.Service),
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
            PostgresTable.Mode,
        ],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        _ends.ServeAsync(endpoints, responder, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) => _ends.ConnectAsync(endpoints, cancellationToken);

    /// <summary>A table that its recipients poll at an interval.</summary>
    private sealed class PollingTable(NpgsqlConnection connection, PairEndpoints endpoints, string recipient, int batch)
        : PostgresTable(connection, endpoints, recipient, batch)
    {
        private readonly PollThread _thread = new(endpoints.Duration("interval"));

        public override ValueTask WaitAsync(CancellationToken cancellationToken) => _thread.WaitAsync(cancellationToken);

        public override ValueTask DisposeAsync()
        {
            _thread.Dispose();
            return base.DisposeAsync();
        }
    }
}
