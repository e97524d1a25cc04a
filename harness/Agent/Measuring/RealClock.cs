using System.Runtime.InteropServices;

namespace InterContainer.Agent.Measuring;

/// <summary>
/// The monotonic clock. It sleeps while there is time for that, and spins the last stretch, which is about as long as a wake-up takes. It never yields: a
/// thread that gives a busy core away gets it back a time slice later, some ms.
/// </summary>
internal sealed partial class RealClock : IClock
{
    private const long WakeUpNs = 100_000;
    private const int Monotonic = 1;
    private const int Absolute = 1;
    private const int SetTimerSlack = 29;

    [ThreadStatic]
    private static bool _isPunctual;

    public static RealClock Instance { get; } = new();

    long IClock.NowNs => NowNs;

    private static long NowNs => MonotonicClock.NowNs;

    public ValueTask UntilAsync(long dueNs, CancellationToken cancellationToken)
    {
        Until(dueNs, cancellationToken);
        return default;
    }

    public async ValueTask RestUntilAsync(long dueNs, CancellationToken cancellationToken)
    {
        // The runtime's timers count whole ms, and may end early by a part of one.
        for (long left; (left = dueNs - NowNs) > 0;)
            await Task.Delay((int)Math.Min((left + 999_999) / 1_000_000, int.MaxValue), cancellationToken);
    }

    /// <summary>Returns at a time, as punctually as the machine can, or at once where it is past.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Until(long dueNs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (dueNs - NowNs > WakeUpNs)
            SleepUntil(dueNs - WakeUpNs, cancellationToken);
        while (NowNs < dueNs)
            Thread.SpinWait(5);
    }

    private static void SleepUntil(long wakeNs, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Math.Max(0, (wakeNs - NowNs) / 1_000_000)));
            return;
        }

        if (!_isPunctual)
        {
            // Of this thread: by default the kernel may add 50 µs to a sleep.
            _ = Control(SetTimerSlack, 1, 0, 0, 0);
            _isPunctual = true;
        }

        // In steps, so that an agent that is to end does not sleep on.
        for (long left; (left = wakeNs - NowNs) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = NowNs + Math.Min(left, 100_000_000);
            var until = new TimeSpec(step / 1_000_000_000, step % 1_000_000_000);
            _ = Sleep(Monotonic, Absolute, in until, 0);
        }
    }

    // 64-bit Linux: https://man7.org/linux/man-pages/man2/clock_nanosleep.2.html and prctl.2.html.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, in TimeSpec until, nint remaining);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint two, nuint three, nuint four, nuint five);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec(long seconds, long nanoseconds)
    {
        private readonly long _seconds = seconds;
        private readonly long _nanoseconds = nanoseconds;
    }
}
