using System.Runtime.InteropServices;

namespace InterContainer.Transports.FileSystem;

/// <summary>Messages as files: written in another folder and renamed into place, so that a reader sees whole ones or none.</summary>
internal static partial class MessageFiles
{
    private const int NoSuchFile = 2;

    /// <param name="message">The contents.</param>
    /// <param name="temporary">On the same file system as <paramref name="path"/>.</param>
    /// <param name="path">Where a reader finds it.</param>
    public static void Write(ReadOnlySpan<byte> message, string temporary, string path)
    {
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            RandomAccess.Write(file, message, 0);
        // With overwrite it is one rename(2); without, the runtime links and unlinks.
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Claims a message; false where another end was faster.</summary>
    /// <param name="path">Where it lay.</param>
    /// <param name="claim">Its new path, which only this end reads.</param>
    public static bool Claim(string path, string claim)
    {
        // Not File.Move: to be too late is no exception here, and half of the tries are.
        if (Rename(path, claim) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchFile ? false : throw new IOException($"{path} cannot be claimed: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Reads a message; its file stays.</summary>
    /// <param name="path">It exists.</param>
    /// <param name="buffer">Grown where the message does not fit.</param>
    /// <returns>The message's length.</returns>
    public static int Read(string path, ref byte[] buffer)
    {
        using var file = File.OpenHandle(path);
        var length = (int)RandomAccess.GetLength(file);
        if (buffer.Length < length)
            buffer = new byte[length];
        for (var read = 0; read < length;)
        {
            var count = RandomAccess.Read(file, buffer.AsSpan(read, length - read), read);
            read += count > 0 ? count : throw new TransportException($"{path} ended before its length.");
        }

        return length;
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string from, string to);
}
