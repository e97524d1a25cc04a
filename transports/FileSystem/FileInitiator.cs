namespace InterContainer.Transports.FileSystem;

/// <summary>The requests of one measuring end, and the folder that its replies come to.</summary>
internal sealed class InitiatorFiles : IDisposable
{
    private readonly MessageFolders _folders;
    private readonly Action _stopWaiting;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly string _replies;
    private byte[] _reply = new byte[64 * 1024];
    private long _sent;

    /// <param name="folders">They exist.</param>
    /// <param name="waiting">Given the folder that replies come to: how to wait until it may be worth listing again, and what to do in the end.</param>
    public InitiatorFiles(MessageFolders folders, Func<string, (Action<CancellationToken> Wait, Action Stop)> waiting)
    {
        _folders = folders;
        _replies = folders.Replies(_id);
        Directory.CreateDirectory(_replies);
        try
        {
            (Wait, _stopWaiting) = waiting(_replies);
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

    /// <summary>Until it may be worth listing again.</summary>
    public Action<CancellationToken> Wait { get; }

    /// <summary>Of the next request, and of its reply.</summary>
    public string NextName => RequestOrder.Name(_id, _sent);

    /// <summary>Lays the next request.</summary>
    /// <returns>Its name.</returns>
    public string Send(ReadOnlySpan<byte> message)
    {
        var name = NextName;
        MessageFiles.Write(message, Path.Combine(_folders.Writing, name), Path.Combine(_folders.Requests, name));
        // Only now: a message that could not be written leaves no gap, for which the responder would wait.
        _sent++;
        return name;
    }

    /// <summary>Whether the reply to a request is there.</summary>
    public bool HasReply(string name) => File.Exists(Path.Combine(_replies, name));

    /// <summary>The names of the replies that are there, in any order.</summary>
    public IEnumerable<string> Replies() => Directory.GetFiles(_replies).Select(path => Path.GetFileName(path)!);

    /// <summary>Takes a reply that is there; valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(string name)
    {
        var path = Path.Combine(_replies, name);
        var length = MessageFiles.Read(path, ref _reply);
        File.Delete(path);
        return _reply.AsSpan(0, length);
    }

    public void Dispose()
    {
        _stopWaiting();
        if (Directory.Exists(_replies))
            Directory.Delete(_replies, recursive: true);
    }
}

/// <summary>The measuring end of messages as files.</summary>
internal sealed class FileInitiator(Traits traits, InitiatorFiles files) : IInitiator
{
    public IReadOnlyDictionary<string, string> Settings => files.Settings;

    /// <summary>One for the exchanges that are asked for at once.</summary>
    public static IInitiator Of(
        Traits traits, MessageFolders folders, PairEndpoints endpoints, Func<string, (Action<CancellationToken> Wait, Action Stop)> waiting) =>
        MessageFolders.Guard<IInitiator>(() =>
        {
            var files = new InitiatorFiles(folders, waiting);
            return endpoints.InFlight == 1 ? new FileInitiator(traits, files) : new ConcurrentFiles(traits, files, endpoints.InFlight);
        });

    public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        traits.CheckPayload(request.Length);
        return new(MessageFolders.Guard(() =>
        {
            var name = files.Send(request.Span);
            while (!files.HasReply(name))
                files.Wait(cancellationToken);
            var answer = files.Take(name);
            answer.CopyTo(reply.Span);
            return answer.Length;
        }));
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        traits.CheckPayload(message.Length);
        cancellationToken.ThrowIfCancellationRequested();
        MessageFolders.Guard(() => files.Send(message.Span));
        return default;
    }

    public ValueTask DisposeAsync()
    {
        files.Dispose();
        return default;
    }
}
