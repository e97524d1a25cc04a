namespace InterContainer.Agent.Capturing;

/// <summary>The bytes of both directions: how many, and the first of them.</summary>
/// <param name="keptBytes">How many of each direction are kept.</param>
internal sealed class Recording(int keptBytes)
{
    private readonly Lock _lock = new();
    private readonly List<byte> _there = [];
    private readonly List<byte> _back = [];
    private long _thereBytes;
    private long _backBytes;

    /// <summary>Of both directions.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _thereBytes + _backBytes;
        }
    }

    public void AddThere(ReadOnlySpan<byte> bytes) => Add(bytes, _there, ref _thereBytes);

    public void AddBack(ReadOnlySpan<byte> bytes) => Add(bytes, _back, ref _backBytes);

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _there.Clear();
            _back.Clear();
            _thereBytes = _backBytes = 0;
        }
    }

    public (Recorded Request, Recorded Reply) Take()
    {
        lock (_lock)
            return (new Recorded(_thereBytes, [.. _there]), new Recorded(_backBytes, [.. _back]));
    }

    private void Add(ReadOnlySpan<byte> bytes, List<byte> kept, ref long total)
    {
        lock (_lock)
        {
            kept.AddRange(bytes[..Math.Min(bytes.Length, keptBytes - kept.Count)]);
            total += bytes.Length;
        }
    }
}

/// <summary>What was seen of one direction.</summary>
/// <param name="Bytes">How many there were.</param>
/// <param name="First">Those that were kept.</param>
internal sealed record Recorded(long Bytes, byte[] First);
