using System.Buffers;
using System.Data.Common;

namespace InterContainer.Transports.Database;

/// <summary>
/// A table as a queue, as people build it: a row a message, found by its recipient, taken in the order of its id. A request is removed together with the
/// insertion of its answer, an answer with that of the next request. So a round trip is two transactions. One persistent connection, prepared statements.
/// </summary>
internal abstract class MessageTable : IAsyncDisposable
{
    private readonly List<Message> _messages = [];
    private long? _taken;
    private long _handed;

    /// <summary>Answers a message into <c>reply</c>, which is as long as the message; the answer's length, or <see cref="IResponder.NoReply"/>.</summary>
    public delegate int Handler(ReadOnlySpan<byte> message, Span<byte> reply);

    /// <summary>What is in force, asked of the database. Blocks.</summary>
    public abstract IReadOnlyDictionary<string, string> ReadSettings();

    /// <summary>Adds a row, removes what was taken before, and commits that.</summary>
    public async ValueTask InsertAsync(string recipient, ReadOnlyMemory<byte> body)
    {
        await InsertAsync(recipient, body, _taken);
        _taken = null;
    }

    /// <summary>Takes the oldest message, which stays in the table until the next insertion; its length, or -1 where nothing is there.</summary>
    public async ValueTask<int> TakeAsync(Memory<byte> destination)
    {
        var (id, length) = await NextAsync(_taken ?? 0, destination);
        if (length >= 0)
            _taken = id;
        return length;
    }

    /// <summary>Removes what was taken last. No other end would.</summary>
    public async ValueTask LeaveAsync()
    {
        if (_taken is { } taken)
            await RemoveAsync(taken);
        _taken = null;
    }

    /// <summary>Completes when it is time to poll again.</summary>
    public abstract ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Removes the table.</summary>
    public abstract ValueTask DropAsync();

    /// <summary>
    /// Reads what is there, handles it in order, and commits the answers together with the removal: a responder that dies between finds the
    /// messages again, and no answer is given twice.
    /// </summary>
    /// <returns>False where nothing was there.</returns>
    public async ValueTask<bool> AnswerAsync(Handler handle)
    {
        await ReadAsync(_messages);
        if (_messages.Count == 0)
            return false;
        foreach (var message in _messages)
        {
            message.Answer = ArrayPool<byte>.Shared.Rent(message.Length);
            message.AnswerLength = handle(message.Body.AsSpan(0, message.Length), message.Answer);
        }

        await CommitAsync(_messages);
        _messages.ForEach(message => message.Return());
        _messages.Clear();
        return true;
    }

    /// <summary>
    /// Reads what came since the last time, hands it over in order, and leaves it for the other readers: each has a cursor of its own.
    /// Ids rise in the order in which rows can be seen, because one end inserts them.
    /// </summary>
    /// <returns>False where nothing was there.</returns>
    public async ValueTask<bool> HandAsync(Handler handle)
    {
        await ReadAfterAsync(_handed, _messages);
        if (_messages.Count == 0)
            return false;
        foreach (var message in _messages)
        {
            message.Answer = ArrayPool<byte>.Shared.Rent(message.Length);
            handle(message.Body.AsSpan(0, message.Length), message.Answer);
            message.Return();
        }

        _handed = _messages[^1].Id;
        _messages.Clear();
        return true;
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Adds the oldest messages after an id, in order, and takes none.</summary>
    protected abstract ValueTask ReadAfterAsync(long after, List<Message> messages);

    /// <summary>Adds the oldest messages, in order.</summary>
    protected abstract ValueTask ReadAsync(List<Message> messages);

    /// <summary>In one transaction, inserts the answers and removes what was read.</summary>
    protected abstract ValueTask CommitAsync(IReadOnlyList<Message> answered);

    /// <summary>In one transaction, inserts a row and removes those of the own recipient up to an id.</summary>
    protected abstract ValueTask InsertAsync(string recipient, ReadOnlyMemory<byte> body, long? taken);

    /// <summary>Reads the oldest message after an id into a buffer; length -1 where there is none.</summary>
    protected abstract ValueTask<(long Id, int Length)> NextAsync(long after, Memory<byte> destination);

    /// <summary>Removes the rows of the own recipient up to an id.</summary>
    protected abstract ValueTask RemoveAsync(long taken);

    /// <summary>A row of id, sender, body.</summary>
    protected static Message Row(DbDataReader reader)
    {
        var length = (int)reader.GetBytes(2, 0, null, 0, 0);
        var body = ArrayPool<byte>.Shared.Rent(length);
        reader.GetBytes(2, 0, body, 0, length);
        return new Message(reader.GetInt64(0), reader.GetString(1), body, length);
    }

    /// <summary>What <see cref="NextAsync"/> found: a row of id, body, or none.</summary>
    protected static async ValueTask<(long Id, int Length)> NextRowAsync(DbDataReader reader, Memory<byte> destination)
    {
        if (!await reader.ReadAsync())
            return (0, -1);
        var id = reader.GetInt64(0);
        var length = (int)reader.GetBytes(1, 0, null, 0, 0);
        using var body = reader.GetStream(1);
        body.ReadExactly(destination.Span[..length]);
        return (id, length);
    }

    protected sealed class Message(long id, string sender, byte[] body, int length)
    {
        public long Id => id;

        public string Sender => sender;

        public byte[] Body => body;

        public int Length => length;

        public byte[] Answer { get; set; } = [];

        public int AnswerLength { get; set; } = IResponder.NoReply;

        public bool IsAnswered => AnswerLength != IResponder.NoReply;

        public void Return()
        {
            ArrayPool<byte>.Shared.Return(Body);
            ArrayPool<byte>.Shared.Return(Answer);
        }
    }
}
