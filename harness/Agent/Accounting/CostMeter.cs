using System.Diagnostics;
using InterContainer.Agent.Measuring;
using InterContainer.Protocol;

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
