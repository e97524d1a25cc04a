using System.Runtime.InteropServices;

namespace InterContainer.Agent;

/// <summary>Whatever this process creates is for its user alone: messages, databases, rings and sockets, those of client libraries too.</summary>
internal static partial class PrivateFiles
{
    private const uint GroupAndOthers = 0x3F;

    public static void Enforce()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask(GroupAndOthers);
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint SetMask(uint mask);
}
