using System.Text.Json.Serialization;
using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>One round of a cell by itself: the unit of evidence, because each round has a fresh pair. Times in ns.</summary>
public sealed record RoundResult
{
    /// <summary>Of the plan, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>The id of the run it was measured in, one of <see cref="RunInfo.Merged"/>; null where that is the run of the file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Run { get; init; }

    /// <summary>As <see cref="CellResult.LatencyNs"/>, of this round.</summary>
    public Distribution? LatencyNs { get; init; }

    /// <summary>Under <c>load</c>, from the actual time of sending; null elsewhere.</summary>
    public Distribution? ServiceTimeNs { get; init; }

    /// <summary>Under <c>load</c>, from the intended time to that of sending, of what was sent; null elsewhere.</summary>
    public Distribution? SendLatenessNs { get; init; }

    /// <summary>From initiator to responder; null where not measured.</summary>
    public Distribution? OneWayRequestNs { get; init; }

    /// <summary>From responder to initiator; null where not measured.</summary>
    public Distribution? OneWayReplyNs { get; init; }

    /// <summary>The messages of all windows by their elapsed time; null where no window was measured.</summary>
    public Throughput? Throughput { get; init; }

    /// <summary>In order; empty where nothing was sent.</summary>
    public IReadOnlyList<Window> Windows { get; init; } = [];

    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>The speed of the machine just before; null where not probed.</summary>
    public MachineProbe? Probe { get; init; }

    /// <summary>What the runtime of each role did in the measured windows; null where not known.</summary>
    public RoleRuntimes? Agents { get; init; }

    /// <summary>How long warm-up took; 0 in files of schema 1, which know it of the cell only.</summary>
    public long WarmUpNs { get; init; }

    /// <summary>How long the measured windows took; 0 as <see cref="WarmUpNs"/>.</summary>
    public long MeasuredNs { get; init; }

    /// <summary>What a file of schema 1 has of the latency of a round; null in all others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RoundPercentiles? Percentiles { get; init; }

    /// <summary>How many messages were measured.</summary>
    [JsonIgnore]
    public double Messages => LatencyNs?.Count ?? Windows.Sum(window => (double)window.Messages);

    /// <summary>Of latency; null where none was measured.</summary>
    [JsonIgnore]
    public long? P50 => LatencyNs?.P50 ?? Percentiles?.P50;

    /// <summary>Of latency; null where none was measured. Whether there are messages enough for it, <see cref="CellFigures"/> says.</summary>
    [JsonIgnore]
    public long? P99 => LatencyNs?.P99 ?? Percentiles?.P99;

    /// <summary>As <see cref="P99"/>.</summary>
    [JsonIgnore]
    public long? P999 => LatencyNs?.P999 ?? Percentiles?.P999;
}

/// <summary>Percentiles of latency without their distribution, ns.</summary>
public sealed record RoundPercentiles(long? P50, long? P99, long? P999);

/// <summary>Runtime, per role; null where a role did not take part or does not say.</summary>
public sealed record RoleRuntimes(RuntimeActivity? Initiator, RuntimeActivity? Responder);

/// <summary>
/// Distributions over the messages of all rounds together, with histograms: what a file of schema 1 has in place of the rounds' own. A fast round weighs
/// more in them, so only what its rounds do not have is taken from here.
/// </summary>
public sealed record PooledDistributions(Distribution? LatencyNs, Distribution? ServiceTimeNs, Distribution? OneWayRequestNs, Distribution? OneWayReplyNs);
