using System.Runtime.CompilerServices;
using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>
/// Times a fixed piece of work, some 20 ms in all, so that a slower machine can be seen next to a cell's figures. All of it is compiled for speed
/// before it is timed. Nothing is subtracted from anything.
/// </summary>
internal static class Prober
{
    private const int SpinSteps = 500_000;
    private const int Spins = 5;
    private const int Passes = 200;
    private const int PassRounds = 20;
    private const int WakeUps = 20;
    private const int Attempts = 4;
    private const long LongestPassNs = 5_000_000;
    private const long AsleepNs = 300_000;

    // A word of its own cache line on either side: 128 bytes, because processors fetch lines in pairs.
    private static readonly long[] Line = new long[48];
    private static ulong _kept;

    /// <summary>Probes. One at a time.</summary>
    public static MachineProbe Probe() => new(
        Median.Of(Enumerable.Range(0, Spins).Select(_ => (double)Spin())),
        Environment.ProcessorCount > 1 ? CacheLineNs() : null,
        WakeUpNs());

    // Each step depends on the one before (xorshift64, G. Marsaglia 2003), so it is the clock speed that is timed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Spin()
    {
        var start = MonotonicClock.NowNs;
        var x = 0x9E3779B97F4A7C15UL;
        for (var i = 0; i < SpinSteps; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }

        _kept = x;
        return MonotonicClock.NowNs - start;
    }

    private static double? CacheLineNs()
    {
        List<double> rounds = [];
        for (var attempt = 0; attempt < Attempts && rounds.Count == 0; attempt++)
        {
            Line[16] = 0;
            var other = new Thread(Answer) { IsBackground = true, Name = "probe" };
            other.Start();
            // A thread begins on the processor of the one that started it. It stays there, and this one wakes up on another.
            Thread.Sleep(1);
            var deadline = MonotonicClock.NowNs + LongestPassNs;
            long turn = 0;
            for (var round = 0; round < PassRounds; round++)
            {
                var start = MonotonicClock.NowNs;
                if (!Pass(ref turn, deadline))
                    break;
                rounds.Add((MonotonicClock.NowNs - start) / (double)Passes);
            }

            Volatile.Write(ref Line[16], -1);
            other.Join();
        }

        return rounds.Count == 0 ? null : Median.Of(rounds);
    }

    // Odd is the other thread's turn.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Pass(ref long turn, long deadline)
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            Volatile.Write(ref Line[16], ++turn);
            turn++;
            while (Volatile.Read(ref Line[16]) != turn)
            {
                // Where both share a processor, or the group has used up its time, this may never come.
                if (MonotonicClock.NowNs > deadline)
                    return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Answer()
    {
        while (true)
        {
            var turn = Volatile.Read(ref Line[16]);
            if (turn < 0)
                return;
            if ((turn & 1) == 1)
                Interlocked.CompareExchange(ref Line[16], turn + 1, turn);
        }
    }

    private static double WakeUpNs()
    {
        using var bell = new ManualResetEventSlim(initialState: false, spinCount: 0);
        var delays = new double[WakeUps];
        var (rung, answered) = (0L, 0);
        var sleeper = new Thread(() =>
        {
            for (var i = 0; i < WakeUps; i++)
            {
                bell.Wait();
                delays[i] = MonotonicClock.NowNs - Volatile.Read(ref rung);
                bell.Reset();
                Volatile.Write(ref answered, i + 1);
            }
        })
        {
            IsBackground = true,
            Name = "probe",
        };
        sleeper.Start();
        for (var i = 0; i < WakeUps; i++)
        {
            // Long enough for the sleeper's processor to be halted.
            RealClock.Until(MonotonicClock.NowNs + AsleepNs, CancellationToken.None);
            Volatile.Write(ref rung, MonotonicClock.NowNs);
            bell.Set();
            while (Volatile.Read(ref answered) <= i)
                Thread.Yield();
        }

        sleeper.Join();
        return Median.Of(delays);
    }
}
