namespace InterContainer.Transports.FileSystem;

/// <summary>
/// One direction between one writer and one reader, in memory that both map: bytes in a circle, with the two positions that only grow. A message is
/// its length (4 bytes) and its bytes, up to a multiple of 8. One that takes more than half of the ring goes through it in parts.
/// </summary>
/// <remarks>
/// The layout at its address: the writer's position, the reader's position, and whether either sleeps, each on cache lines of its own; then the circle.
/// </remarks>
internal sealed unsafe class MemoryRing
{
    /// <summary>Bytes before the circle. Each word has two cache lines, because processors fetch lines in pairs.</summary>
    public const int ControlBytes = 4 * Line;

    private const int Line = 128;
    private const int PrefixBytes = sizeof(int);
    private const int Alignment = 8;

    private readonly long* _written;
    private readonly long* _read;
    private readonly int* _writerSleeps;
    private readonly int* _readerSleeps;
    private readonly byte* _circle;
    private readonly int _capacity;
    private readonly RingWait _wait;
    private readonly int _maxMessageBytes;

    // What this end knows: its own position, that position in the circle, and the other end's position when last read.
    private long _position;
    private int _at;
    private long _other;
    private int _taken;
    private byte[] _assembled = [];

    /// <param name="address">Zeroed memory of <see cref="ControlBytes"/> + <paramref name="capacity"/> bytes, aligned to a cache line.</param>
    /// <param name="capacity">Bytes of the circle: a multiple of 8, 64 or more; the same at both ends.</param>
    /// <param name="wait">How this end waits; of the same strategy at both ends.</param>
    /// <param name="maxMessageBytes">The longest message the writer may announce.</param>
    public MemoryRing(byte* address, int capacity, RingWait wait, int maxMessageBytes)
    {
        _written = (long*)address;
        _read = (long*)(address + Line);
        _writerSleeps = (int*)(address + (2 * Line));
        _readerSleeps = (int*)(address + (3 * Line));
        _circle = address + ControlBytes;
        _capacity = capacity;
        _wait = wait;
        _maxMessageBytes = maxMessageBytes;
    }

    /// <summary>Whether a message can be written without a wait. For the writer.</summary>
    public bool HasRoom(int bytes)
    {
        var frame = Frame(bytes);
        if (frame > _capacity / 2)
            return false;
        if (_capacity - (_position - _other) < frame)
            _other = Volatile.Read(ref *_read);
        return _capacity - (_position - _other) >= frame;
    }

    /// <summary>Writes one message; waits while there is no room. When it throws, the ring is of no more use to its writer.</summary>
    public void Write(ReadOnlySpan<byte> message, CancellationToken cancellationToken)
    {
        var frame = Frame(message.Length);
        if (frame <= _capacity / 2)
        {
            AwaitRoom((int)frame, cancellationToken);
            *(int*)(_circle + _at) = message.Length;
            CopyIn(message, After(PrefixBytes));
            Publish((int)frame);
            return;
        }

        AwaitRoom(Alignment, cancellationToken);
        *(int*)(_circle + _at) = message.Length;
        Publish(Alignment);
        while (!message.IsEmpty)
        {
            var part = message[..Math.Min(message.Length, Part)];
            AwaitRoom(Align(part.Length), cancellationToken);
            CopyIn(part, _at);
            Publish(Align(part.Length));
            message = message[part.Length..];
        }
    }

    /// <summary>The next message, valid until <see cref="Release"/>; waits until it comes. In place where it lies in one piece.</summary>
    /// <exception cref="TransportException">What stands there is no message.</exception>
    public ReadOnlySpan<byte> Read(CancellationToken cancellationToken)
    {
        AwaitBytes(Alignment, cancellationToken);
        var length = *(int*)(_circle + _at);
        if (length < 0 || length > _maxMessageBytes)
            throw new TransportException($"The peer announced a message of {length} bytes; the limit is {_maxMessageBytes}.");
        var frame = Frame(length);
        if (frame > _capacity / 2)
            return Assemble(length, cancellationToken);
        // The writer published it as a whole.
        _taken = (int)frame;
        var start = After(PrefixBytes);
        if (start + length <= _capacity)
            return new ReadOnlySpan<byte>(_circle + start, length);
        Grow(length);
        CopyOut(start, _assembled.AsSpan(0, length));
        return _assembled.AsSpan(0, length);
    }

    /// <summary>Gives back the room of the message that was read last.</summary>
    public void Release()
    {
        if (_taken == 0)
            return;
        Advance(_taken);
        _taken = 0;
        Volatile.Write(ref *_read, _position);
        Wake(_writerSleeps);
    }

    // A quarter, so that one end can write while the other reads.
    private int Part => _capacity / 4 / Alignment * Alignment;

    private static long Frame(int length) => ((long)PrefixBytes + length + (Alignment - 1)) & -Alignment;

    private static int Align(int bytes) => (bytes + (Alignment - 1)) & -Alignment;

    private int After(int bytes) => _at + bytes < _capacity ? _at + bytes : _at + bytes - _capacity;

    private ReadOnlySpan<byte> Assemble(int length, CancellationToken cancellationToken)
    {
        Grow(length);
        (_taken, var done) = (Alignment, 0);
        Release();
        while (done < length)
        {
            var part = Math.Min(length - done, Part);
            AwaitBytes(Align(part), cancellationToken);
            CopyOut(_at, _assembled.AsSpan(done, part));
            done += part;
            _taken = Align(part);
            Release();
        }

        return _assembled.AsSpan(0, length);
    }

    private void AwaitRoom(int bytes, CancellationToken cancellationToken)
    {
        while (_capacity - (_position - _other) < bytes)
            _other = _wait.While(_read, _other, _writerSleeps, cancellationToken);
    }

    private void AwaitBytes(int bytes, CancellationToken cancellationToken)
    {
        while (_other - _position < bytes)
            _other = _wait.While(_written, _other, _readerSleeps, cancellationToken);
    }

    private void Publish(int bytes)
    {
        Advance(bytes);
        Volatile.Write(ref *_written, _position);
        Wake(_readerSleeps);
    }

    private void Advance(int bytes)
    {
        _position += bytes;
        _at = After(bytes);
    }

    private void Wake(int* sleeping)
    {
        if (!_wait.Sleeps)
            return;
        // See RingWait: this end writes its position before it reads the word.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *sleeping) == 0)
            return;
        Volatile.Write(ref *sleeping, 0);
        Futex.Wake(ref *sleeping);
    }

    private void CopyIn(ReadOnlySpan<byte> from, int at)
    {
        var first = Math.Min(from.Length, _capacity - at);
        from[..first].CopyTo(new Span<byte>(_circle + at, first));
        from[first..].CopyTo(new Span<byte>(_circle, from.Length - first));
    }

    private void CopyOut(int at, Span<byte> to)
    {
        var first = Math.Min(to.Length, _capacity - at);
        new ReadOnlySpan<byte>(_circle + at, first).CopyTo(to);
        new ReadOnlySpan<byte>(_circle, to.Length - first).CopyTo(to[first..]);
    }

    private void Grow(int bytes)
    {
        if (_assembled.Length < bytes)
            _assembled = new byte[bytes];
    }
}
