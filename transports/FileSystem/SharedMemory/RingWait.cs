using System.Runtime.CompilerServices;

namespace InterContainer.Transports.FileSystem.SharedMemory;

/// <summary>How an end of a ring waits for the other: it spins, then yields, then sleeps until woken; each stage may be left out.</summary>
internal sealed class RingWait
{
    private const int Forever = int.MaxValue;
    private const int SleepMs = 20;

    // Between two looks at the clock and the other end.
    private const int SpinsBetweenChecks = 1 << 14;

    private readonly int _spins;
    private readonly int _yields;

    /// <param name="strategy">One of <see cref="Strategies"/>.</param>
    public RingWait(string strategy) => (_spins, _yields) = strategy switch
    {
        "spin" => (Forever, 0),
        "yield" => (0, Forever),
        "block" => (0, 0),
        // Some 20 µs of spinning, about what a wake-up costs; then 20 yields.
        _ => (1000, 20),
    };

    /// <summary>The first is the default.</summary>
    public static string[] Strategies { get; } = ["adaptive", "spin", "yield", "block"];

    private bool Sleeps => _spins < Forever && _yields < Forever;

    /// <summary>Waits until a position is beyond a value.</summary>
    /// <param name="position">Moved by the other end.</param>
    /// <param name="value">Where it was.</param>
    /// <param name="waits">The flag by which the other end learns that this one sleeps.</param>
    /// <param name="patience">What ends the wait otherwise.</param>
    /// <returns>The position.</returns>
    public unsafe long Until(ref long position, long value, ref int waits, in RingPatience patience)
    {
        for (var round = 0; ; round++)
        {
            var now = Volatile.Read(ref position);
            if (now > value)
                return now;
            if (round < _spins)
            {
                Thread.SpinWait(1);
                if ((round & (SpinsBetweenChecks - 1)) == SpinsBetweenChecks - 1)
                    patience.Check();
                if (round == Forever - 1)
                    round = 0;
                continue;
            }

            patience.Check();
            if (round < _spins + (long)_yields)
            {
                Thread.Yield();
                if (round == Forever - 1)
                    round = 0;
                continue;
            }

            Sleep(ref position, value, ref waits);
        }
    }

    /// <summary>Wakes the other end where it may sleep.</summary>
    public unsafe void Wake(ref long position, ref int otherWaits)
    {
        if (!Sleeps || !Futex.IsSupported)
            return;
        // The flag must be read after the position is seen, or each may miss the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref otherWaits) != 0)
            Futex.Wake((int*)Unsafe.AsPointer(ref position));
    }

    private static unsafe void Sleep(ref long position, long value, ref int waits)
    {
        if (!Futex.IsSupported)
        {
            Thread.Sleep(1);
            return;
        }

        Volatile.Write(ref waits, 1);
        Interlocked.MemoryBarrier();
        var now = Volatile.Read(ref position);
        if (now <= value)
            // The low half of the position, which is first on the little-endian machines that there are.
            Futex.Sleep((int*)Unsafe.AsPointer(ref position), unchecked((int)now), SleepMs);
        Volatile.Write(ref waits, 0);
    }
}
