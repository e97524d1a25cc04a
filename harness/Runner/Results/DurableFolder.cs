using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace InterContainer.Runner.Results;

/// <summary>Makes what happens to the names in a folder outlive a loss of power; the contents of files are flushed by their streams.</summary>
internal static partial class DurableFolder
{
    /// <summary>
    /// Writes the folder itself to disk, where the operating system has a call for that (fsync(2) of a folder: not on Windows, where renaming is in the journal
    /// of the file system).
    /// </summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = new SafeFileHandle(Open(folder, flags: 0), ownsHandle: true);
        // A file system that cannot flush a folder says so, and there is nothing else to do about it.
        if (!handle.IsInvalid)
            _ = Synchronize(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(SafeFileHandle file);
}
