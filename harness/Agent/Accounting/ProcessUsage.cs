using System.Runtime.InteropServices;

namespace InterContainer.Agent.Accounting;

/// <summary>What this process has used, of all its threads, also those that have ended: getrusage(2). Costs about a µs.</summary>
internal readonly partial record struct ProcessUsage(double UserNs, double SystemNs, double? VoluntarySwitches, double? InvoluntarySwitches)
{
    private const int OfThisProcess = 0;

    /// <summary>Zeros on a platform that does not say.</summary>
    public static ProcessUsage Sample()
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess && Ask(OfThisProcess, out var answer) == 0)
            return new ProcessUsage(
                Nanoseconds(answer.UserSeconds, answer.UserMicroseconds),
                Nanoseconds(answer.SystemSeconds, answer.SystemMicroseconds),
                answer.Voluntary,
                answer.Involuntary);
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS())
            return default;
        var usage = Environment.CpuUsage;
        return new ProcessUsage(usage.UserTime.TotalNanoseconds, usage.PrivilegedTime.TotalNanoseconds, null, null);
    }

    private static double Nanoseconds(long seconds, long microseconds) => (seconds * 1e9) + (microseconds * 1e3);

    // 64-bit Linux: https://man7.org/linux/man-pages/man2/getrusage.2.html
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int Ask(int who, out Answer answer);

    // Two times and fourteen longs, of which the last two count context switches.
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private readonly struct Answer
    {
        [FieldOffset(0)]
        public readonly long UserSeconds;
        [FieldOffset(8)]
        public readonly long UserMicroseconds;
        [FieldOffset(16)]
        public readonly long SystemSeconds;
        [FieldOffset(24)]
        public readonly long SystemMicroseconds;
        [FieldOffset(128)]
        public readonly long Voluntary;
        [FieldOffset(136)]
        public readonly long Involuntary;
    }
}
