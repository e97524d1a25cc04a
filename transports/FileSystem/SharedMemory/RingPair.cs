using System.Buffers;
using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace InterContainer.Transports.FileSystem.SharedMemory;

/// <summary>The mapped file of one initiator: a ring of requests, a ring of replies, and two words that say how far the acquaintance has got.</summary>
internal sealed unsafe class RingPair : IDisposable
{
    private const int PageBytes = 4096;
    private const int PrefixBytes = sizeof(int);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _memory;
    private byte[] _message = ArrayPool<byte>.Shared.Rent(64 * 1024);

    private RingPair(FileStream file, int capacity, RingWait wait)
    {
        _file = MemoryMappedFile.CreateFromFile(file, null, SizeOf(capacity), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, SizeOf(capacity));
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _memory);
        Requests = new ByteRing(_memory + PageBytes, capacity, wait);
        Replies = new ByteRing(_memory + PageBytes + ByteRing.HeaderBytes + capacity, capacity, wait);
    }

    public ByteRing Requests { get; }

    public ByteRing Replies { get; }

    /// <summary>Set by the responder when it reads the requests.</summary>
    public bool IsAccepted
    {
        get => Volatile.Read(ref *(int*)_memory) != 0;
        set => Volatile.Write(ref *(int*)_memory, value ? 1 : 0);
    }

    public static RingPair Create(string path, int capacity, RingWait wait)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
        file.SetLength(SizeOf(capacity));
        return new RingPair(file, capacity, wait);
    }

    public static RingPair Open(string path, int capacity, RingWait wait) =>
        new(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1), capacity, wait);

    /// <summary>Writes a message with its length before it.</summary>
    public static void Write(ByteRing ring, ReadOnlySpan<byte> message, in RingPatience patience)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, message.Length);
        ring.Write(prefix, message, patience);
    }

    /// <summary>The next message, valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ByteRing ring, in RingPatience patience)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        ring.ReadExactly(prefix, patience);
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (_message.Length < length)
        {
            ArrayPool<byte>.Shared.Return(_message);
            _message = ArrayPool<byte>.Shared.Rent(length);
        }

        ring.ReadExactly(_message.AsSpan(0, length), patience);
        return _message.AsSpan(0, length);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _message, []));
    }

    private static long SizeOf(int capacity) => PageBytes + (2L * (ByteRing.HeaderBytes + capacity));
}
