namespace InterContainer.Transports.FileSystem;

/// <summary>Messages as files: written beside and renamed into place, so that a reader sees whole ones or none.</summary>
internal static class MessageFiles
{
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
}
