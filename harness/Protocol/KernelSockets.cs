
namespace InterContainer.Protocol;

/// <summary>The sockets of a process: its descriptors (proc_pid_fd(5)), and what the kernel says of each (proc_pid_net(5)).</summary>
public static class KernelSockets
{
    private const string Self = "/proc/self";

    private static readonly (Table Kind, string Name)[] Names =
    [
        (Table.Tcp, "tcp"), (Table.Tcp, "tcp6"), (Table.Udp, "udp"), (Table.Udp, "udp6"), (Table.Unix, "unix"),
    ];

    // As the kernel's tables of TCP have them, in hexadecimal.
    private const string Established = "01";
    private const string TimeWait = "06";
    private const string Listen = "0A";

    // The runtime listens there for debuggers.
    private const string Diagnostics = "dotnet-diagnostic";

    // Flag of a Unix socket that accepts: __SO_ACCEPTCON.
    private const string Accepting = "00010000";

    /// <summary>Those that this process holds; null where the platform does not say.</summary>
    /// <param name="isAlone">Whether its network namespace serves no other process.</param>
    public static SocketCounts? OfThisProcess(bool isAlone)
    {
        try
        {
            return OperatingSystem.IsLinux() ? Count(Held(Self), Tables(Self), isAlone) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Connections that end in a process's network namespace, of all its processes; null where that cannot be seen.</summary>
    /// <param name="process">Its folder.</param>
    public static SocketCounts? OfNamespace(string process)
    {
        try
        {
            return Count(null, Tables(process), isAlone: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Counts what is in the kernel's tables.</summary>
    /// <param name="held">The inodes that count; null: every connection that stands, and every socket that accepts any.</param>
    /// <param name="tables">Those that the kernel has, each with its lines after the heading.</param>
    /// <param name="isAlone">Whether the tables are of this process only.</param>
    internal static SocketCounts Count(IReadOnlySet<string>? held, IEnumerable<(Table Kind, IEnumerable<string> Lines)> tables, bool isAlone)
    {
        var (open, listening, waiting) = (0, 0, 0);
        foreach (var (kind, lines) in tables)
        {
            foreach (var line in lines)
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var socket = kind == Table.Unix ? Unix(words) : Internet(words);
                if (kind == Table.Tcp && socket?.State == TimeWait)
                    waiting++;
                else if (socket is null || !(held?.Contains(socket.Value.Inode) ?? socket.Value.State is Established or Listen))
                    continue;
                else if (socket.Value.State == Listen)
                    listening++;
                else
                    open++;
            }
        }

        return new SocketCounts(open, listening, isAlone ? waiting : null);
    }

    // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
    private static (string State, string Inode)? Internet(string[] words) => words.Length > 9 ? (words[3], words[9]) : null;

    // Num: RefCount Protocol Flags Type St Inode Path. One without a path is the other end of a connection, or of a pair that is the runtime's own.
    private static (string State, string Inode)? Unix(string[] words) => words switch
    {
        { Length: > 7 } when words[7].Contains(Diagnostics, StringComparison.Ordinal) => null,
        { Length: > 6 } => (words[3] == Accepting ? Listen : words[5] == "03" && words.Length > 7 ? Established : "", words[6]),
        _ => null,
    };

    private static HashSet<string> Held(string process)
    {
        const string socket = "socket:[";
        return
        [
            .. Directory.GetFiles($"{process}/fd")
                .Select(path => new FileInfo(path).LinkTarget)
                .Where(target => target?.StartsWith(socket, StringComparison.Ordinal) ?? false)
                .Select(target => target![socket.Length..^1]),
        ];
    }

    private static IEnumerable<(Table Kind, IEnumerable<string> Lines)> Tables(string process) =>
        from table in Names
        let path = $"{process}/net/{table.Name}"
        where File.Exists(path)
        select (table.Kind, File.ReadLines(path).Skip(1));

    /// <summary>A table of the kernel's.</summary>
    internal enum Table
    {
        Tcp,
        Udp,
        Unix,
    }
}
