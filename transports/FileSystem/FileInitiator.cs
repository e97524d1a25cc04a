namespace InterContainer.Transports.FileSystem;

/// <summary>The measuring end of messages as files.</summary>
internal sealed class FileInitiator : IInitiator
{
    private readonly Traits _traits;
    private readonly MessageFolders _folders;
    private readonly Action<CancellationToken> _wait;
    private readonly Action _stopWaiting;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly string _replies;
    private byte[] _reply = new byte[64 * 1024];
    private long _sent;

    /// <param name="traits">The transport's.</param>
    /// <param name="folders">They exist.</param>
    /// <param name="waiting">Given the folder that replies come to: how to wait until it may be worth looking again, and what to do in the end.</param>
    public FileInitiator(Traits traits, MessageFolders folders, Func<string, (Action<CancellationToken> Wait, Action Stop)> waiting)
    {
        _traits = traits;
        _folders = folders;
        _replies = folders.Replies(_id);
        Directory.CreateDirectory(_replies);
        try
        {
            (_wait, _stopWaiting) = waiting(_replies);
        }
        catch
        {
            Directory.Delete(_replies, recursive: true);
            throw;
        }

        var fileSystem = new DriveInfo(folders.Root).DriveFormat;
        Settings = new Dictionary<string, string>
        {
            [Durability.Setting] = Durability.OfFile(fileSystem, isSynced: false),
            ["fsync"] = "false",
            ["fileSystem"] = fileSystem,
        };
    }

    public IReadOnlyDictionary<string, string> Settings { get; }

    public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken) =>
        new(MessageFolders.Guard(() =>
        {
            var path = Path.Combine(_replies, Send(request));
            while (!File.Exists(path))
                _wait(cancellationToken);
            var length = MessageFiles.Read(path, ref _reply);
            File.Delete(path);
            _reply.AsSpan(0, length).CopyTo(reply.Span);
            return length;
        }));

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        MessageFolders.Guard(() => Send(message));
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _stopWaiting();
        if (Directory.Exists(_replies))
            Directory.Delete(_replies, recursive: true);
        return default;
    }

    private string Send(ReadOnlyMemory<byte> message)
    {
        _traits.CheckPayload(message.Length);
        var name = RequestOrder.Name(_id, _sent);
        MessageFiles.Write(message.Span, Path.Combine(_folders.Writing, name), Path.Combine(_folders.Requests, name));
        // Only now: a message that could not be written leaves no gap, for which the responder would wait.
        _sent++;
        return name;
    }
}
