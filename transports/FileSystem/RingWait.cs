namespace InterContainer.Transports.FileSystem;

/// <summary>How an end of a ring waits for the other.</summary>
internal enum RingStrategy
{
    /// <summary>Spins for some 5 µs, gives up the processor for some 500 µs, then sleeps in the kernel until it is woken.</summary>
    Adaptive,

    /// <summary>Spins: burns a core an end, idle or not.</summary>
    Spin,

    /// <summary>Spins shortly, then gives up the processor again and again.</summary>
    Yield,

    /// <summary>Sleeps in the kernel at once, and is woken.</summary>
    Sleep,
}

/// <summary>One end's wait for a word to be moved by the other end. Used by one thread.</summary>
/// <param name="strategy">How.</param>
/// <param name="alive">Called each 100 ms or so of waiting: throws when the other end is gone.</param>
internal sealed unsafe class RingWait(RingStrategy strategy, Action alive)
{
    private const int SliceMs = 100;
    // Where both ends share a core, each exchange costs both their spins.
    private const int Spins = 150;
    private const int Yields = 1000;
    private long _lastCheck = Environment.TickCount64;

    /// <summary>Whether the other end may sleep, and has to be woken.</summary>
    public bool Sleeps { get; } = strategy is RingStrategy.Adaptive or RingStrategy.Sleep;

    /// <summary>Waits until <paramref name="position"/> is no longer <paramref name="seen"/>.</summary>
    /// <param name="position">Moved by the other end only.</param>
    /// <param name="seen">Its value when last read.</param>
    /// <param name="sleeping">Set while this end sleeps; the end that moves the position wakes it.</param>
    /// <param name="cancellationToken">Ends the wait, within some 100 ms.</param>
    /// <returns>The new value.</returns>
    public long While(long* position, long seen, int* sleeping, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            var now = Volatile.Read(ref *position);
            if (now != seen)
                return now;
            Pause(round, position, seen, sleeping, cancellationToken);
        }
    }

    private void Pause(int round, long* position, long seen, int* sleeping, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (strategy == RingStrategy.Spin || (strategy != RingStrategy.Sleep && round < Spins))
            Thread.SpinWait(1);
        else if (strategy == RingStrategy.Yield || (strategy == RingStrategy.Adaptive && round < Spins + Yields))
            Thread.Yield();
        else
            Sleep(position, seen, sleeping);
        // While spinning, reading the clock costs more than reading the word.
        if (strategy == RingStrategy.Sleep || round % 1024 == 1023 || round > Spins + Yields)
            Check();
    }

    private static void Sleep(long* position, long seen, int* sleeping)
    {
        Volatile.Write(ref *sleeping, 1);
        // The word has to be visible before the position is read again; the other end writes and reads in the opposite order.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *position) == seen)
            Futex.Wait(ref *sleeping, 1, SliceMs);
        Volatile.Write(ref *sleeping, 0);
    }

    private void Check()
    {
        var now = Environment.TickCount64;
        if (now - _lastCheck < SliceMs)
            return;
        _lastCheck = now;
        alive();
    }
}
