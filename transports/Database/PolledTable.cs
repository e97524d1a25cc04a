using System.Buffers;
using System.Data.Common;

namespace InterContainer.Transports.Database;

/// <summary>
/// A table as a queue, as people build it: a row a message, found by its recipient, claimed in the order of its id, removed
/// when claimed. One persistent connection, prepared statements.
/// </summary>
internal sealed class PolledTable : IDisposable
{
    private readonly DbConnection _connection;
    private readonly TableDialect _dialect;
    private readonly DbCommand? _peek;
    private readonly DbCommand _claim;
    private readonly DbCommand? _forget;
    private readonly DbCommand _insert;
    private readonly List<Row> _rows = [];

    /// <param name="connection">Open; owned from here on.</param>
    /// <param name="dialect">The statements.</param>
    /// <param name="table">Its name; it exists.</param>
    /// <param name="recipient">Whose rows are claimed.</param>
    /// <param name="batch">How many at most are claimed at once.</param>
    /// <exception cref="DbException">There is no such table.</exception>
    public PolledTable(DbConnection connection, TableDialect dialect, string table, string recipient, int batch)
    {
        _connection = connection;
        _dialect = dialect;
        _peek = dialect.Peek is { } peek ? Prepare(peek, table, ("recipient", recipient)) : null;
        _claim = Prepare(dialect.Claim, table, ("recipient", recipient), ("batch", batch));
        _forget = dialect.Forget is { } forget ? Prepare(forget, table, ("recipient", recipient), ("last", 0L)) : null;
        _insert = Prepare(dialect.Insert, table, ("recipient", ""), ("sender", recipient), ("body", Array.Empty<byte>()));
    }

    /// <summary>A claimed message.</summary>
    /// <param name="Sender">Whom to answer.</param>
    /// <param name="Body">The message.</param>
    public readonly record struct Claimed(string Sender, ReadOnlyMemory<byte> Body);

    /// <summary>Adds a row and commits it.</summary>
    public void Insert(string recipient, ReadOnlyMemory<byte> body)
    {
        _insert.Transaction = null;
        Add(recipient, body);
    }

    /// <summary>Claims what is there, handles each message in order, adds the answers, and commits it all at once.</summary>
    /// <param name="handle">Returns the answer to a message; null: none. Both live until the next call.</param>
    /// <returns>False where nothing was there.</returns>
    public bool Claim(Func<Claimed, ReadOnlyMemory<byte>?> handle)
    {
        // Where a look costs a lock, look first.
        if (_peek is not null && _peek.ExecuteScalar() is null)
            return false;
        using var transaction = _dialect.Begin(_connection);
        Read(transaction);
        foreach (var row in _rows)
        {
            if (handle(new Claimed(row.Sender, row.Body.AsMemory(0, row.Length))) is not { } answer)
                continue;
            _insert.Transaction = transaction;
            Add(row.Sender, answer);
        }

        transaction.Commit();
        var found = _rows.Count > 0;
        _rows.ForEach(row => ArrayPool<byte>.Shared.Return(row.Body));
        _rows.Clear();
        return found;
    }

    public void Dispose()
    {
        _peek?.Dispose();
        _claim.Dispose();
        _forget?.Dispose();
        _insert.Dispose();
        _connection.Dispose();
    }

    private void Add(string recipient, ReadOnlyMemory<byte> body)
    {
        _insert.Parameters[0].Value = recipient;
        _insert.Parameters[2].Value = _dialect.Body(body);
        _insert.ExecuteNonQuery();
    }

    private void Read(DbTransaction transaction)
    {
        var last = 0L;
        _claim.Transaction = transaction;
        using (var reader = _claim.ExecuteReader())
        {
            while (reader.Read())
            {
                last = reader.GetInt64(0);
                var length = (int)reader.GetBytes(2, 0, null, 0, 0);
                var body = ArrayPool<byte>.Shared.Rent(length);
                reader.GetBytes(2, 0, body, 0, length);
                _rows.Add(new Row(reader.GetString(1), body, length));
            }
        }

        if (_forget is null || _rows.Count == 0)
            return;
        _forget.Transaction = transaction;
        _forget.Parameters[1].Value = last;
        _forget.ExecuteNonQuery();
    }

    private DbCommand Prepare(string statement, string table, params (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        // The table's name is ours; parameters cannot stand for names.
#pragma warning disable CA2100
        command.CommandText = statement.Replace("{table}", table, StringComparison.Ordinal);
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        command.Prepare();
        return command;
    }

    private readonly record struct Row(string Sender, byte[] Body, int Length);
}
