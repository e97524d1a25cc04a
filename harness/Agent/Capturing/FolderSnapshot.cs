namespace InterContainer.Agent.Capturing;

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
