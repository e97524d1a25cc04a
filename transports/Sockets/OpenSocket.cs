using System.Globalization;
using System.Runtime.InteropServices;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// What is in force on a TCP connection of this process, asked of the kernel: for client libraries that keep their socket to themselves. Linux only:
/// proc_pid_net(5), getsockopt(2).
/// </summary>
internal static partial class OpenSocket
{
    private const string Descriptors = "/proc/self/fd";
    private const int SocketLevel = 1;
    private const int SendBuffer = 7;
    private const int ReceiveBuffer = 8;
    private const int BufferLock = 72;
    private const int SendLocked = 1;
    private const int ReceiveLocked = 2;
    private const int TcpLevel = 6;
    private const int NoDelay = 1;

    private static readonly string[] Tables = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];

    /// <summary>Of one of the connections to a port; empty where there is none, or the system does not say.</summary>
    /// <param name="remotePort">1 to 65535.</param>
    public static IReadOnlyDictionary<string, string> SettingsTo(int remotePort)
    {
        try
        {
            return OperatingSystem.IsLinux() && Find(remotePort) is { } descriptor ? Read(descriptor) : new Dictionary<string, string>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>The inodes of the connections of a table of the kernel's to a port.</summary>
    /// <param name="table">Lines of it: number, local and remote address as hexadecimal, state, and in the tenth place the inode.</param>
    /// <param name="remotePort">1 to 65535.</param>
    internal static IEnumerable<string> Inodes(IEnumerable<string> table, int remotePort)
    {
        var port = $":{remotePort.ToString("X4", CultureInfo.InvariantCulture)}";
        return table
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 9 && words[2].EndsWith(port, StringComparison.Ordinal))
            .Select(words => words[9]);
    }

    private static int? Find(int remotePort)
    {
        var wanted = Tables.Where(File.Exists).SelectMany(table => Inodes(File.ReadLines(table), remotePort)).Select(inode => $"socket:[{inode}]").ToHashSet();
        return Directory.EnumerateFileSystemEntries(Descriptors)
            .Where(path => Target(path) is { } target && wanted.Contains(target))
            .Select(path => (int?)int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            .FirstOrDefault();
    }

    private static string? Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name;
        }
        catch (FileNotFoundException)
        {
            // Closed since it was listed.
            return null;
        }
    }

    private static Dictionary<string, string> Read(int descriptor)
    {
        var settings = new Dictionary<string, string>();
        if (Ask(descriptor, TcpLevel, NoDelay) is { } noDelay)
            settings["noDelay"] = noDelay == 0 ? "false" : "true";
        // A size that was not set is the kernel's to change. A kernel before 5.16 does not say whether it was set.
        var set = Ask(descriptor, SocketLevel, BufferLock) ?? SendLocked | ReceiveLocked;
        if (Ask(descriptor, SocketLevel, SendBuffer) is { } send)
            settings["sendBufferBytes"] = (set & SendLocked) == 0 ? "auto" : send.ToString(CultureInfo.InvariantCulture);
        if (Ask(descriptor, SocketLevel, ReceiveBuffer) is { } receive)
            settings["receiveBufferBytes"] = (set & ReceiveLocked) == 0 ? "auto" : receive.ToString(CultureInfo.InvariantCulture);
        return settings;
    }

    private static int? Ask(int descriptor, int level, int option)
    {
        var length = sizeof(int);
        return GetOption(descriptor, level, option, out var value, ref length) == 0 ? value : null;
    }

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetOption(int descriptor, int level, int option, out int value, ref int length);
}
