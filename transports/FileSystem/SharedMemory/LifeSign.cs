namespace InterContainer.Transports.FileSystem.SharedMemory;

/// <summary>A lock on a file, which the kernel lets go of when its holder dies, whatever container that was in: flock(2).</summary>
/// <param name="path">The file.</param>
internal sealed class LifeSign(string path)
{
    private const long LookEveryMs = 100;

    private long _nextLookMs;
    private bool _seen = true;

    /// <summary>Gives the sign until disposal.</summary>
    /// <exception cref="IOException">Somebody else gives it.</exception>
    public FileStream Give() => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);

    /// <summary>Whether somebody gives it; looks at most every 100 ms.</summary>
    public bool IsSeen()
    {
        var now = Environment.TickCount64;
        if (now < _nextLookMs)
            return _seen;
        _nextLookMs = now + LookEveryMs;
        return _seen = IsGiven();
    }

    /// <summary>Whether somebody gives it now.</summary>
    public bool IsGiven()
    {
        try
        {
            using var taken = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
