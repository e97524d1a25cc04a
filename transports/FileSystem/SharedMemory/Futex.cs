using System.Runtime.InteropServices;

namespace InterContainer.Transports.FileSystem.SharedMemory;

/// <summary>Sleeping on a word of shared memory, and waking who sleeps on it: futex(2), across processes. Does nothing where there is none.</summary>
internal static unsafe partial class Futex
{
    private const int Wait = 0;
    private const int WakeUp = 1;

    private static readonly long Number = (OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, Architecture.X64) => 202,
        (true, Architecture.Arm64) => 98,
        _ => -1,
    };

    public static bool IsSupported => Number >= 0;

    /// <summary>Sleeps while the word has that value, for at most so many ms; may return early.</summary>
    public static void Sleep(int* word, int value, int ms)
    {
        var timeout = new Timespec { Nanoseconds = ms * 1_000_000L };
        Call(Number, word, Wait, value, &timeout, null, 0);
    }

    /// <summary>Wakes the one that sleeps on the word.</summary>
    public static void Wake(int* word) => Call(Number, word, WakeUp, 1, null, null, 0);

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Call(long number, int* word, int operation, int value, Timespec* timeout, int* otherWord, int otherValue);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
