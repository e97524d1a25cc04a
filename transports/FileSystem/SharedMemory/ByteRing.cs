namespace InterContainer.Transports.FileSystem.SharedMemory;

/// <summary>
/// A ring of bytes in memory that two processes map: one writes, one reads. The two positions count bytes for ever, each on a
/// cache line pair of its own; what lies between them is unread. Positions are published with release and read with acquire semantics.
/// </summary>
/// <param name="memory">Start of the ring: <see cref="HeaderBytes"/>, then the bytes. Zeroed before first use.</param>
/// <param name="capacity">A power of two.</param>
/// <param name="wait">How an end waits for the other.</param>
internal sealed unsafe class ByteRing(byte* memory, int capacity, RingWait wait)
{
    /// <summary>What the positions take before the bytes.</summary>
    public const int HeaderBytes = 4 * Line;

    // Two cache lines, because processors fetch them in pairs.
    private const int Line = 128;

    private readonly byte* _bytes = memory + HeaderBytes;

    private ref long Written => ref *(long*)memory;

    private ref long Read => ref *(long*)(memory + Line);

    private ref int ReaderWaits => ref *(int*)(memory + (2 * Line));

    private ref int WriterWaits => ref *(int*)(memory + (3 * Line));

    /// <summary>Writes two spans as one, waiting for room where there is none. What does not fit at once is passed on in parts.</summary>
    public void Write(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, in RingPatience patience)
    {
        var written = Written;
        if (capacity - (written - Volatile.Read(ref Read)) < first.Length + second.Length)
        {
            WriteInParts(first, patience);
            WriteInParts(second, patience);
            return;
        }

        CopyIn(written, first);
        CopyIn(written + first.Length, second);
        Publish(ref Written, written + first.Length + second.Length, ref ReaderWaits);
    }

    /// <summary>Fills a span, waiting until that much was written.</summary>
    public void ReadExactly(Span<byte> target, in RingPatience patience)
    {
        while (!target.IsEmpty)
        {
            var read = Read;
            var there = (int)Math.Min(wait.Until(ref Written, read, ref ReaderWaits, patience) - read, target.Length);
            CopyOut(read, target[..there]);
            Publish(ref Read, read + there, ref WriterWaits);
            target = target[there..];
        }
    }

    private void WriteInParts(ReadOnlySpan<byte> bytes, in RingPatience patience)
    {
        while (!bytes.IsEmpty)
        {
            var written = Written;
            // Room is there once the reader is past what is a whole ring behind us.
            var room = capacity - (written - wait.Until(ref Read, written - capacity, ref WriterWaits, patience));
            var part = (int)Math.Min(room, bytes.Length);
            CopyIn(written, bytes[..part]);
            Publish(ref Written, written + part, ref ReaderWaits);
            bytes = bytes[part..];
        }
    }

    private void Publish(ref long position, long value, ref int otherWaits)
    {
        Volatile.Write(ref position, value);
        wait.Wake(ref position, ref otherWaits);
    }

    private void CopyIn(long position, ReadOnlySpan<byte> source)
    {
        var offset = (int)(position & (capacity - 1));
        var first = Math.Min(source.Length, capacity - offset);
        source[..first].CopyTo(new Span<byte>(_bytes + offset, first));
        source[first..].CopyTo(new Span<byte>(_bytes, source.Length - first));
    }

    private void CopyOut(long position, Span<byte> target)
    {
        var offset = (int)(position & (capacity - 1));
        var first = Math.Min(target.Length, capacity - offset);
        new ReadOnlySpan<byte>(_bytes + offset, first).CopyTo(target);
        new ReadOnlySpan<byte>(_bytes, target.Length - first).CopyTo(target[first..]);
    }
}
