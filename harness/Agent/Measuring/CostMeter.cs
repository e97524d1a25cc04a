using InterContainer.Agent.Accounting;
using InterContainer.Agent.Contract;

namespace InterContainer.Agent.Measuring;

/// <summary>Charges this process with what it used between the edges of what is measured. Looks only there: a look costs some hundred µs.</summary>
internal sealed class CostMeter
{
    private const int Practice = 40;

    private readonly OwnCounters _own;
    private Counters? _first;
    private Counters? _last;
    private long _messages;
    private long _peakBytes;

    /// <param name="isAlone">Whether this process's control group and network interfaces serve nobody else.</param>
    public CostMeter(bool isAlone = false)
    {
        _own = new OwnCounters(isAlone);
        // All of it has to be compiled, and what of the runtime's own was called thirty times is compiled again, which would be charged to whom it is not due.
        for (var i = 0; i < Practice; i++)
        {
            Begin();
            End(0);
        }

        (_first, _last) = (null, null);
    }

    /// <summary>Measuring begins now; what an earlier beginning saw is forgotten.</summary>
    public void Begin()
    {
        OwnCounters.ForgetPeak();
        _last = null;
        _first = _own.Look(isEnd: false);
    }

    /// <summary>Measuring ended. A second end is none.</summary>
    /// <param name="messages">How many were handled since it began; 0: nothing is charged by the message.</param>
    public void End(long messages)
    {
        if (_last is not null)
            return;
        _last = _own.Look(isEnd: true);
        _messages = messages;
        _peakBytes = OwnCounters.PeakBytes();
    }

    /// <summary>Null where it did not begin or did not end.</summary>
    public RoleCost? Cost() => Counters.Between(_first, _last, _messages, _peakBytes);
}
