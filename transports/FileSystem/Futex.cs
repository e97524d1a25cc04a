using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InterContainer.Transports.FileSystem;

/// <summary>Sleeping on a word of mapped memory that another process wakes: futex(2). Where there is none, a sleeper polls each millisecond.</summary>
internal static unsafe partial class Futex
{
    private const int WaitOperation = 0;
    private const int WakeOperation = 1;

    private static readonly nint Number = OperatingSystem.IsLinux()
        ? RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 202, Architecture.Arm64 => 98, _ => 0 }
        : 0;

    /// <summary>
    /// Sleeps while <paramref name="word"/> is <paramref name="value"/>, until woken or for <paramref name="milliseconds"/>, below 1000; may return early.
    /// </summary>
    /// <param name="word">Of mapped memory.</param>
    /// <param name="value">Checked once more before sleeping.</param>
    /// <param name="milliseconds">At most.</param>
    public static void Wait(ref int word, int value, int milliseconds)
    {
        if (Number == 0)
        {
            Thread.Sleep(1);
            return;
        }

        var time = stackalloc nint[] { 0, milliseconds * 1_000_000 };
        SystemCall(Number, (int*)Unsafe.AsPointer(ref word), WaitOperation, value, time, null, 0);
    }

    /// <summary>Wakes all that sleep on <paramref name="word"/>.</summary>
    public static void Wake(ref int word)
    {
        if (Number != 0)
            SystemCall(Number, (int*)Unsafe.AsPointer(ref word), WakeOperation, int.MaxValue, null, null, 0);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, int* word, nint operation, nint value, nint* time, int* unused, nint alsoUnused);
}
