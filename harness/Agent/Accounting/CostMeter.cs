using System.Diagnostics;
using System.Runtime.CompilerServices;
using InterContainer.Agent.Measuring;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Accounting;

/// <summary>Charges this process with what it used between the edges of the measured time. Samples only there: a sample costs a few hundred µs.</summary>
internal sealed class CostMeter
{
    // What a sample calls once is compiled for speed after 100 calls, and again after another 100. A practice round takes two samples.
    private const int Practice = 120;

    private static readonly TimeSpan LongestPractice = TimeSpan.FromMilliseconds(100);

    private readonly OwnCounters _own;
    private readonly Func<RuntimeCounters> _runtime;
    private Counters? _first;
    private Counters? _last;
    private RuntimeCounters _runtimeFirst;
    private RuntimeCounters _runtimeLast;
    private long _messages;
    private long _peakBytes;

    /// <param name="isAlone">Whether this process's control group serves no other process.</param>
    /// <param name="runtime">What the runtime has done so far; null: that of this process.</param>
    /// <param name="sockets">What its owner counts as well when measuring ends; null: nothing.</param>
    /// <param name="hasOwnInterfaces">Whether its network interfaces serve no other process.</param>
    public CostMeter(bool isAlone = false, Func<RuntimeCounters>? runtime = null, Func<SocketCounts?>? sockets = null, bool hasOwnInterfaces = false)
    {
        _own = new OwnCounters(isAlone, hasOwnInterfaces);
        _runtime = runtime ?? RuntimeCounters.Read;
        // All of it has to be compiled, or compiling it would be measured: what ends one play is compiled in the background when the next has begun.
        for (var i = 0; i < Practice; i++)
        {
            Begin();
            End(0);
        }

        // Where a machine has thousands of them, one sample takes as long as many elsewhere, and calls as much.
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Practice && sockets is not null && Stopwatch.GetElapsedTime(start) < LongestPractice; i++)
            sockets();

        (_first, _last) = (null, null);
    }

    /// <summary>Measuring begins now; what an earlier beginning saw is forgotten.</summary>
    public void Begin()
    {
        OwnCounters.ForgetPeak();
        _last = null;
        _runtimeFirst = _runtime();
        _first = _own.Sample(isEnd: false);
    }

    /// <summary>Measuring ended. A second end is none.</summary>
    /// <param name="messages">How many were handled since it began; 0: nothing is charged by the message.</param>
    public void End(long messages)
    {
        if (_last is not null)
            return;
        _last = _own.Sample(isEnd: true);
        _runtimeLast = _runtime();
        _messages = messages;
        _peakBytes = OwnCounters.PeakBytes();
    }

    /// <summary>What the runtime of this process has done since it started.</summary>
    public RuntimeCounters RuntimeSoFar => _runtime();

    /// <summary>Null where it did not begin or did not end.</summary>
    public RuntimeActivity? Runtime() => _first is null || _last is null ? null : RuntimeCounters.Between(_runtimeFirst, _runtimeLast, _messages);

    /// <summary>Null where it did not begin or did not end.</summary>
    public RoleCost? Cost() => Counters.Between(_first, _last, _messages, _peakBytes);
}

/// <summary>What this process has used so far.</summary>
/// <param name="isAlone">Whether its control group serves no other process.</param>
/// <param name="hasOwnInterfaces">Whether its network interfaces serve no other process.</param>
internal sealed class OwnCounters(bool isAlone, bool hasOwnInterfaces)
{
    private const string Self = "/proc/self";

    private readonly ControlGroup? _group = OperatingSystem.IsLinux() ? ControlGroup.Of("self") : null;

    /// <summary>
    /// A sample at an edge of the measured time. CPU time is read on the measured side of the edge, so the sample itself is not charged.
    /// </summary>
    /// <param name="isEnd">Whether the measured time is before this moment, not after it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Counters Sample(bool isEnd)
    {
        var (usage, at) = (ProcessUsage.Sample(), MonotonicClock.NowNs);
        var flushed = isAlone ? _group?.DiskBytesWritten : null;
        var (dirtied, handed) = flushed is null ? ProcFiles.Written(Self) : (null, null);
        var network = hasOwnInterfaces ? ProcFiles.Network(Self) : new ResourceUsage();
        var (memory, throttled) = (ProcFiles.Memory(Self).Now, isAlone ? _group?.CpuThrottledNs : null);
        if (!isEnd)
            (usage, at) = (ProcessUsage.Sample(), MonotonicClock.NowNs);
        return new Counters(at, usage.UserNs + usage.SystemNs, network with
        {
            UserNs = usage.UserNs,
            SystemNs = usage.SystemNs,
            VoluntarySwitches = usage.VoluntarySwitches,
            InvoluntarySwitches = usage.InvoluntarySwitches,
            DiskBytesWritten = flushed ?? dirtied,
            EmptyPolls = Polling.EmptyPolls,
            CpuThrottledNs = throttled,
        })
        {
            MemoryBytes = memory,
            HandedBytes = handed,
        };
    }

    /// <summary>Makes the kernel forget the peak so far: proc_pid_clear_refs(5). Where it does not, the peak is that since the process started.</summary>
    public static void ForgetPeak()
    {
        try
        {
            if (OperatingSystem.IsLinux())
                File.WriteAllText($"{Self}/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Read-only, or a kernel without it.
        }
    }

    /// <summary>The most this process held since the peak was forgotten, bytes.</summary>
    public static long PeakBytes()
    {
        if (ProcFiles.Memory(Self).Peak is { } peak)
            return peak;
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
