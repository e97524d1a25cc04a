using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

/// <summary>
/// Reads small files of the kernel without strings. Compiled for speed at once: otherwise the runtime would compile it again in the background just after it
/// was used at an edge of what is measured, and that would be charged.
/// </summary>
internal static class ProcText
{
    /// <summary>Longer than any file that is read here; of a longer one the beginning is read.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>A file's content; empty where it cannot be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlySpan<byte> Read(string path, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = 0;
            for (int read; length < buffer.Length && (read = RandomAccess.Read(file, buffer[length..], length)) > 0;)
                length += read;
            return buffer[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there, another user's, or of a process that has just ended.
            return [];
        }
    }

    /// <summary>The number after a name at the beginning of a line; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double? Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        for (var rest = text; rest.Length > 0;)
        {
            var line = Line(ref rest);
            if (line.Length > name.Length && line.StartsWith(name) && IsBlank(line[name.Length]))
                return Number(ref line, name.Length);
        }

        return null;
    }

    /// <summary>Takes the next line off a text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }

    /// <summary>Takes the number that begins at a place, after blanks, off a line; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double? Number(ref ReadOnlySpan<byte> line, int at = 0)
    {
        while (at < line.Length && IsBlank(line[at]))
            at++;
        if (!Utf8Parser.TryParse(line[at..], out long number, out var length))
            return null;
        line = line[(at + length)..];
        return number;
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t';
}
