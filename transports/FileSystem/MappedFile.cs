using System.IO.MemoryMappedFiles;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// A file that is mapped whole. Its creator holds a lock on it (flock, shared) until it is disposed of or its process dies. By the lock others see whether the
/// creator lives, in any container of this kernel.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly FileStream? _held;
    private readonly MemoryMappedViewAccessor _view;

    private MappedFile(string path, bool hold)
    {
        // Any share but None is a shared lock.
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            using var mapped = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = mapped.CreateViewAccessor();
            byte* address = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
            Address = address;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        if (hold)
            _held = file;
        else
            file.Dispose();
    }

    /// <summary>Of its first byte; aligned to a page.</summary>
    public byte* Address { get; }

    /// <summary>A word of it, which other processes see as well.</summary>
    /// <param name="offset">A multiple of 4.</param>
    public ref int Word(int offset) => ref *(int*)(Address + offset);

    /// <summary>Makes a file of zeros, whose memory is taken now rather than at the first touch, and which appears whole.</summary>
    /// <exception cref="IOException">There is no room, or the folder is gone.</exception>
    public static MappedFile Create(string path, long bytes)
    {
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}");
        MappedFile? created = null;
        try
        {
            Fill(unfinished, bytes);
            created = new MappedFile(unfinished, hold: true);
            File.Move(unfinished, path, overwrite: true);
            return created;
        }
        catch
        {
            created?.Dispose();
            // Each further try would leave one more, where there may be no room as it is.
            File.Delete(unfinished);
            throw;
        }
    }

    private static void Fill(string path, long bytes)
    {
        var zeros = new byte[64 * 1024];
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        for (var offset = 0L; offset < bytes; offset += zeros.Length)
            RandomAccess.Write(file, zeros.AsSpan(0, (int)Math.Min(zeros.Length, bytes - offset)), offset);
    }

    /// <summary>Maps what another process created.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public static MappedFile Open(string path) => new(path, hold: false);

    /// <summary>Whether the process that created the file still lives and has not disposed of it.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            // No sharing is an exclusive lock.
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
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

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _held?.Dispose();
    }
}
