using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>
/// pgbench with the statements of a round trip of postgres-poll, one after the other on one connection, prepared, and those
/// together that go together there. It has no empty polls, and never waits for another end.
/// </summary>
internal static class Pgbench
{
    private static readonly ServiceNeed Server = Catalogue.BuiltIn.Find("postgres-poll").Traits.Service!;

    private const string Initiator = "0123456789abcdef0123456789abcdef";

    public static NativeTool PollRoundTrip { get; } = new()
    {
        Name = "pgbench -c1, the same statements",
        Service = Server,
        Client = Client,
        Quantities = [Quantity.P50, Quantity.P99],
        Read = Read,
        Counterparts = [new("postgres-poll:interval=0ms", Scenario.RoundTrip, 64)],
    };

    internal static string Script(string table) => $"""
        \startpipeline
        DELETE FROM {table} WHERE recipient = '{Initiator}' AND id <= {long.MaxValue};
        {Insert(table, table, Initiator)};
        \endpipeline
        SELECT 1 FROM {table} WHERE recipient = '{table}' LIMIT 1;
        \startpipeline
        BEGIN;
        {Claim(table, table, 100)};
        \endpipeline
        \startpipeline
        {Insert(table, Initiator, table)};
        COMMIT;
        \endpipeline
        SELECT id, body FROM {table} WHERE recipient = '{Initiator}' AND id > 0 ORDER BY id LIMIT 1;

        """;

    private static ToolCommand Client(PairEndpoints endpoints)
    {
        var server = endpoints.AddressOf(Server.Service);
        var table = $"messages_{endpoints.Channel}_pgbench";
        // What PostgresTable.Make makes.
        var setUp = string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE {table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, recipient text NOT NULL, sender text NOT NULL, body bytea NOT NULL);
            CREATE INDEX {table}_recipient ON {table} (recipient, id);
            """);
        return new("""
            set -e
            printf '%s' "$SCRIPT" > /tmp/script.sql
            psql -q -v ON_ERROR_STOP=1 -c "$SETUP" >&2
            pgbench -n -M prepared -c 1 -T 3 -l --log-prefix=/tmp/log -f /tmp/script.sql >&2
            psql -q -c "DROP TABLE $TABLE" >&2
            cut -d' ' -f3 /tmp/log.*
            """)
        {
            Environment = new Dictionary<string, string>
            {
                ["PGHOST"] = server.Host,
                ["PGUSER"] = server.User!,
                ["PGPASSWORD"] = server.Password!.Reveal(),
                ["PGDATABASE"] = server.User!,
                ["SETUP"] = setUp,
                ["TABLE"] = table,
                ["SCRIPT"] = Script(table),
            },
        };
    }

    private static string Insert(string table, string recipient, string sender) =>
        $"INSERT INTO {table} (recipient, sender, body) VALUES ('{recipient}', '{sender}', '\\x{string.Concat(Enumerable.Repeat("5a", 64))}')";

    private static string Claim(string table, string recipient, int batch) => string.Create(CultureInfo.InvariantCulture, $"""
        WITH claimed AS (
            DELETE FROM {table} WHERE id IN (
                SELECT id FROM {table} WHERE recipient = '{recipient}' ORDER BY id LIMIT {batch} FOR UPDATE SKIP LOCKED)
            RETURNING id, sender, body)
        SELECT id, sender, body FROM claimed ORDER BY id
        """);

    // A line a transaction: µs. The first tenth is warm-up.
    private static Dictionary<Quantity, double> Read(string report)
    {
        var all = report.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (all.Length < 100 || all.Any(line => !line.All(char.IsAsciiDigit)))
            throw new FormatException("its log is not a time a transaction, or fewer than 100");
        var sorted = all.Skip(all.Length / 10).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).Order().ToList();
        return new() { [Quantity.P50] = sorted[sorted.Count / 2] * 1e3, [Quantity.P99] = sorted[sorted.Count * 99 / 100] * 1e3 };
    }
}
