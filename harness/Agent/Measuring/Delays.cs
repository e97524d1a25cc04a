using HdrHistogram;
using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>Times from one moment to a later one. Not thread-safe.</summary>
internal sealed class Delays
{
    private readonly LongHistogram _histogram = LatencyHistogram.Create();

    /// <summary>Those below 0, which prove that the two moments were not read from one monotonic clock. They are in no figure.</summary>
    public long Negative { get; private set; }

    /// <param name="ns">The later moment minus the earlier.</param>
    public void Record(long ns)
    {
        if (ns < 0)
            Negative++;
        else
            // What is below the clock's resolution is not nothing: 1 ns is the histogram's least.
            _histogram.RecordValue(Math.Clamp(ns, 1, LatencyHistogram.MaxNs));
    }

    /// <summary>Forgets all: what warm-up recorded on the same path is in no figure.</summary>
    public void Reset()
    {
        _histogram.Reset();
        Negative = 0;
    }

    public void AddTo(HistogramBase sum) => sum.Add(_histogram);

    /// <summary>Null where nothing was recorded.</summary>
    public Distribution? Summary() => Distribution.Of(_histogram);
}
