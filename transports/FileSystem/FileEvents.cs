using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// Waits for files that are renamed into a folder: inotify(7), read by the thread that waits. FileSystemWatcher reads it on a thread of its own, which would
/// be a second wake-up for each message, and makes objects of events that only say "list again".
/// </summary>
internal sealed partial class FileEvents : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const uint MovedTo = 0x80;
    private const uint DeletedSelf = 0x400;
    private const uint OnlyDirectory = 0x0100_0000;
    private const uint Ignored = 0x8000;
    private const int HeaderBytes = 16;
    private const short Readable = 1;
    private const int SliceMs = 100;
    private const int ProofMs = 2000;

    private readonly SafeFileHandle _inotify;
    private readonly string _folder;
    private readonly byte[] _events = new byte[64 * 1024];

    /// <param name="folder">It exists.</param>
    /// <param name="writing">Where to write the file that proves that events arrive; on the same file system.</param>
    /// <exception cref="TransportException">This system has no inotify, or allows no more of it, or no event arrives from this folder.</exception>
    public FileEvents(string folder, string writing)
    {
        if (!OperatingSystem.IsLinux())
            throw new TransportException("file-watch needs inotify, which only Linux has.");
        _folder = folder;
        _inotify = Open(CloseOnExec);
        try
        {
            if (_inotify.IsInvalid)
                throw Failed("inotify cannot be used; fs.inotify.max_user_instances may be reached");
            if (Watch(_inotify, folder, MovedTo | DeletedSelf | OnlyDirectory) < 0)
                throw Failed($"{folder} cannot be watched; fs.inotify.max_user_watches may be reached");
            Prove(writing);
        }
        catch
        {
            _inotify.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Blocks until something was renamed into the folder since the last call. That the kernel dropped events counts as well, so always list the folder.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled, before or within 100 ms while waiting.</exception>
    /// <exception cref="TransportException">The folder was removed.</exception>
    public void Wait(CancellationToken cancellationToken)
    {
        do
            cancellationToken.ThrowIfCancellationRequested();
        while (!IsReadable(SliceMs));
        var bytes = (int)Read(_inotify, _events, _events.Length);
        if (bytes < 0)
            throw Failed("inotify cannot be read");
        for (var at = 0; at < bytes; at += HeaderBytes + BitConverter.ToInt32(_events, at + 12))
        {
            if ((BitConverter.ToUInt32(_events, at + 4) & (DeletedSelf | Ignored)) != 0)
                throw new TransportException($"{MessageFolders.Removed}: {_folder}");
        }
    }

    public void Dispose() => _inotify.Dispose();

    private void Prove(string writing)
    {
        // No request and no reply is named like this.
        var name = $"probe{Guid.NewGuid():N}";
        MessageFiles.Write([], Path.Combine(writing, name), Path.Combine(_folder, name));
        var arrives = IsReadable(ProofMs);
        File.Delete(Path.Combine(_folder, name));
        if (!arrives)
        {
            throw new TransportException(
                $"No inotify event arrived within {ProofMs} ms of a rename in {_folder}: "
                    + "this kind of mount has none (bind mounts of desktop engines, network file systems). Use a named volume, or file-poll.");
        }
    }

    private bool IsReadable(int timeoutMs)
    {
        var added = false;
        try
        {
            _inotify.DangerousAddRef(ref added);
            var waiting = new Waiting { Descriptor = (int)_inotify.DangerousGetHandle(), Events = Readable };
            return Poll(ref waiting, 1, timeoutMs) > 0;
        }
        finally
        {
            if (added)
                _inotify.DangerousRelease();
        }
    }

    private static TransportException Failed(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Watch(SafeFileHandle inotify, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref Waiting waiting, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
