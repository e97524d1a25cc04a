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
