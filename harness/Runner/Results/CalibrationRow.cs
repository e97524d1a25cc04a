using System.Text.Json.Serialization;
using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>One figure of one of our cells with the same figure of a native tool, measured in turn.</summary>
public sealed record CalibrationRow
{
    public required string Tool { get; init; }

    /// <summary>Suite: name and options.</summary>
    public required string Transport { get; init; }

    public required Scenario Scenario { get; init; }

    public required int PayloadBytes { get; init; }

    /// <summary>Requests under way at once.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>Of a load, messages a second; null: it is none.</summary>
    public double? OfferedRate { get; init; }

    /// <summary>Whether our sender of a load spins until each message is due, as sockperf's does; else it sleeps.</summary>
    public bool SenderSpins { get; init; }

    public required Quantity Quantity { get; init; }

    /// <summary>On which both were measured, name and options; null: the pair's own bridge.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Network { get; init; }

    /// <summary>A value a round; ns, or per second.</summary>
    public IReadOnlyList<double> Suite { get; init; } = [];

    /// <summary>The tool's in the same rounds.</summary>
    public IReadOnlyList<double> Native { get; init; } = [];

    /// <summary>Suite / native over the rounds; null where no round has both.</summary>
    public RatioSpread? Ratio => RatioSpread.Of(Suite, Native);

    /// <summary>Why rounds are missing; null: none is.</summary>
    public string? Reason { get; init; }
}

/// <summary>What both report.</summary>
public enum Quantity
{
    /// <summary>Median latency, ns: less is better.</summary>
    P50,

    /// <summary>99th percentile of latency, ns: less is better.</summary>
    P99,

    /// <summary>More is better.</summary>
    MessagesPerSecond,

    /// <summary>More is better.</summary>
    BytesPerSecond,

    /// <summary>Median service time of a load, ns: less is better.</summary>
    ServiceTimeP50,
}

/// <summary>What is better of a quantity.</summary>
public static class Better
{
    /// <summary>As of times.</summary>
    public static bool IsLess(Quantity quantity) => quantity is Quantity.P50 or Quantity.P99 or Quantity.ServiceTimeP50;
}

/// <summary>A ratio over rounds.</summary>
public sealed record RatioSpread(double Median, double Min, double Max)
{
    /// <summary>Of values that were measured in pairs, all positive; null where there are none.</summary>
    internal static RatioSpread? Of(IReadOnlyList<double> suite, IReadOnlyList<double> native)
    {
        var ratios = suite.Zip(native, (one, other) => one / other).ToList();
        return ratios.Count == 0 ? null : new RatioSpread(Protocol.Median.Of(ratios), ratios.Min(), ratios.Max());
    }
}
