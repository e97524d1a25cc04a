using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

/// <summary>
/// The files that Linux keeps of each process: proc_pid_io(5), proc_pid_status(5), proc_pid_net(5). Each function takes the process's folder, and gives nulls
/// where a file is not there or may not be read.
/// </summary>
public static class ProcFiles
{
    /// <summary>
    /// Two bounds of what a process, its ended threads and the children it waited for wrote to block devices, bytes. One is what they made dirty, less what was
    /// deleted before it was flushed: too much where the page cache keeps a file in pieces of up to megabytes, of which a byte makes all dirty. The other is
    /// what they handed to the system, and a page for each call: too much where that went elsewhere.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double? Dirtied, double? Handed) Written(string process)
    {
        var text = ProcText.Read($"{process}/io", stackalloc byte[ProcText.MaxBytes]);
        return (
            ProcText.Field(text, "write_bytes:"u8) - ProcText.Field(text, "cancelled_write_bytes:"u8),
            ProcText.Field(text, "wchar:"u8) + (ProcText.Field(text, "syscw:"u8) * Environment.SystemPageSize));
    }

    /// <summary>What went through the interfaces of the process's network namespace, excluding loopback.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ResourceUsage Network(string process)
    {
        var text = ProcText.Read($"{process}/net/dev", stackalloc byte[ProcText.MaxBytes]);
        if (text.IsEmpty)
            return new ResourceUsage();
        Span<double> sums = stackalloc double[10];
        while (!text.IsEmpty)
        {
            var line = ProcText.Line(ref text);
            var name = line.IndexOf((byte)':');
            // The headings have no colon.
            if (name < 0 || line[..name].TrimStart((byte)' ').SequenceEqual("lo"u8))
                continue;
            line = line[(name + 1)..];
            // Of each interface 8 numbers of what it received, beginning with bytes and packets, and then those of what it sent.
            for (var i = 0; i < sums.Length; i++)
                sums[i] += ProcText.Number(ref line) ?? 0;
        }

        return new ResourceUsage { NetworkBytesReceived = sums[0], NetworkPacketsReceived = sums[1], NetworkBytesSent = sums[8], NetworkPacketsSent = sums[9] };
    }

    /// <summary>
    /// CPU time of a process, its ended threads and the children it waited for, ns: proc_pid_stat(5). The kernel says it in hundredths of a second.
    /// </summary>
    public static (double? UserNs, double? SystemNs) Cpu(string process)
    {
        const double nsPerTick = 10_000_000;
        var text = Stat(process, stackalloc byte[ProcText.MaxBytes]);
        // utime, stime, cutime, cstime.
        Span<double> ticks = stackalloc double[4];
        if (text.IsEmpty)
            return (null, null);
        for (var field = StateField; field < UserTimeField; field++)
            text = text[(text.IndexOf((byte)' ') + 1)..];
        for (var i = 0; i < ticks.Length; i++)
            ticks[i] = ProcText.Number(ref text) ?? 0;
        return ((ticks[0] + ticks[2]) * nsPerTick, (ticks[1] + ticks[3]) * nsPerTick);
    }

    /// <summary>The number of a process's parent; null where it has none, or is gone.</summary>
    public static string? Parent(string process)
    {
        var text = Stat(process, stackalloc byte[ProcText.MaxBytes]);
        if (text.IsEmpty)
            return null;
        text = text[(text.IndexOf((byte)' ') + 1)..];
        return ProcText.Number(ref text) is { } parent and > 0 ? parent.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <summary>
    /// Of a process's memory, what is its own, and its part of what it shares, excluding files, bytes: proc_pid_smaps(5). Of several processes these add up to
    /// what they hold together. Null where it may not be read.
    /// </summary>
    public static long? ProportionalMemory(string process)
    {
        const int kibibyte = 1024;
        var text = ProcText.Read($"{process}/smaps_rollup", stackalloc byte[ProcText.MaxBytes]);
        return (long?)((ProcText.Field(text, "Pss_Anon:"u8) + ProcText.Field(text, "Pss_Shmem:"u8)) * kibibyte);
    }

    private const int StateField = 3;
    private const int UserTimeField = 14;

    // From the state on: the name before it is in parentheses, and may have some of its own.
    private static ReadOnlySpan<byte> Stat(string process, Span<byte> buffer)
    {
        var text = ProcText.Read($"{process}/stat", buffer);
        return text[(text.LastIndexOf((byte)')') + 1)..].TrimStart((byte)' ');
    }

    /// <summary>Of a process's memory, what is its own or shared memory, and the most it ever was, both without files that it has mapped, bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (long? Now, long? Peak) Memory(string process)
    {
        const int kibibyte = 1024;
        var text = ProcText.Read($"{process}/status", stackalloc byte[ProcText.MaxBytes]);
        var now = ProcText.Field(text, "RssAnon:"u8) + ProcText.Field(text, "RssShmem:"u8);
        var peak = ProcText.Field(text, "VmHWM:"u8) - ProcText.Field(text, "RssFile:"u8);
        // The kernel counts in batches, so what is held may be a little above the peak.
        return ((long?)(now * kibibyte), now is { } held && peak is { } most ? (long)Math.Max(held, most) * kibibyte : null);
    }
}
