using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Capturing;

/// <summary>
/// A tap on files: a pair in folders of its own, whose responder reads the files while it has the message in its hands. The real
/// responder takes messages away before another end could read them.
/// </summary>
internal sealed class FolderTap : ITap, IResponder
{
    private const string Name = "tap";

    private readonly IReadOnlyList<string> _folders;
    private IAsyncDisposable? _serving;
    private FolderSnapshot? _before;
    private FolderSnapshot? _asked;
    private Exception? _trouble;

    private FolderTap(PairEndpoints endpoints)
    {
        Endpoints = endpoints with
        {
            SharedFolder = endpoints.SharedFolder is { } shared ? Path.Combine(shared, Name) : null,
            MemoryFolder = endpoints.MemoryFolder is { } memory ? Path.Combine(memory, Name) : null,
        };
        _folders = [.. new[] { Endpoints.SharedFolder, Endpoints.MemoryFolder }.OfType<string>()];
    }

    public CapturePlace Place => CapturePlace.Files;

    public PairEndpoints Endpoints { get; }

    public static async ValueTask<FolderTap> SetUpAsync(ITransport transport, PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var tap = new FolderTap(endpoints);
        try
        {
            foreach (var folder in tap._folders)
                Directory.CreateDirectory(folder);
            tap._serving = await transport.ServeAsync(tap.Endpoints, tap, cancellationToken);
            return tap;
        }
        catch
        {
            await tap.DisposeAsync();
            throw;
        }
    }

    public ValueTask<long?> BeginAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _before, FolderSnapshot.Of(_folders));
        return new((long?)null);
    }

    public ValueTask<(Recorded Request, Recorded Reply)> EndAsync(CancellationToken cancellationToken)
    {
        if (_trouble is not null)
            throw new IOException(_trouble.Message, _trouble);
        var after = FolderSnapshot.Of(_folders);
        return new((Whole(_asked!.Since(_before!)), Whole(after.Since(_asked!))));
    }

    public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
    {
        if (Volatile.Read(ref _before) is not null)
            ReadFiles();
        message.CopyTo(reply);
        return message.Length;
    }

    public async ValueTask DisposeAsync()
    {
        if (_serving is not null)
            await _serving.DisposeAsync();
        foreach (var folder in _folders.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }

    private static Recorded Whole(byte[] bytes) => new(bytes.Length, bytes);

    private void ReadFiles()
    {
        try
        {
            _asked = FolderSnapshot.Of(_folders);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _trouble = e;
        }
    }
}

/// <summary>The contents of the files of a folder at a moment.</summary>
internal sealed class FolderSnapshot
{
    // Of each file.
    private const int MostBytes = 8 * 1024 * 1024;

    private const int Word = 8;

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <param name="folders">Each with those in it. What is removed meanwhile is left out.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static FolderSnapshot Of(IEnumerable<string> folders)
    {
        var snapshot = new FolderSnapshot();
        foreach (var file in folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)))
        {
            try
            {
                // Sockets and pipes have no length, and reading a pipe would take from its reader.
                if (file.Length > 0)
                    snapshot._files[file.FullName] = Read(file.FullName);
            }
            catch (FileNotFoundException)
            {
                // Removed since it was listed.
            }
        }

        return snapshot;
    }

    /// <summary>
    /// What stands in files here and did not in an earlier snapshot: new files, what longer ones have more, and of the rest each word of eight bytes that
    /// differs; one after the other.
    /// </summary>
    public byte[] Since(FolderSnapshot earlier)
    {
        using var difference = new MemoryStream();
        foreach (var (path, now) in _files)
        {
            var before = earlier._files.GetValueOrDefault(path, []);
            for (var at = 0; at < now.Length; at += Word)
            {
                var word = now.AsSpan(at, Math.Min(Word, now.Length - at));
                if (at + word.Length > before.Length || !word.SequenceEqual(before.AsSpan(at, word.Length)))
                    difference.Write(word);
            }
        }

        return difference.ToArray();
    }

    private static byte[] Read(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), MostBytes)];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and var count)
            read += count;
        return bytes[..read];
    }
}
