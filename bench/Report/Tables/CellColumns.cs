using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>The columns that more than one table has.</summary>
internal static class CellColumns
{
    public static CellColumn Transport { get; } = CellColumn.OfText("transport", "Name and options", "transport", cell => cell.Transport);

    public static CellColumn Family { get; } = CellColumn.OfText("family", "The way of talking it belongs to", "family", cell => EnumText.Of(cell.Family));

    public static CellColumn Scenario { get; } = CellColumn.OfText("scenario", "What was done", "scenario", cell => EnumText.Of(cell.Scenario));

    public static CellColumn Payload { get; } =
        CellColumn.OfNumber("payload", "Size of each message", "payload_bytes", cell => cell.PayloadBytes, Figures.Bytes);

    public static DistributionColumns Latency { get; } =
        new("latency", "", ": round trip, response time, or time to the first reply", cell => cell.LatencyNs);

    public static DistributionColumns ServiceTime { get; } =
        new("service_time", "service ", ", from the moment of sending to the reply", cell => cell.ServiceTimeNs);

    public static DistributionColumns OneWayRequest { get; } =
        new("one_way_request", "one-way request ", ": one-way delay from initiator to responder", cell => cell.OneWayRequestNs);

    public static DistributionColumns OneWayReply { get; } =
        new("one_way_reply", "one-way reply ", ": one-way delay from responder to initiator", cell => cell.OneWayReplyNs);

    public static DistributionColumns SendLateness { get; } =
        new("send_lateness", "send lateness ", ", from the scheduled moment to that of sending", cell => cell.SendLatenessNs);

    public static CellColumn Rate { get; } =
        CellColumn.OfNumber("messages/s", "Messages per second", "messages_per_second", cell => cell.Throughput?.MessagesPerSecond, Figures.Rate);

    /// <summary>Of a curve, whose table knows the cell with one; its text is the table's.</summary>
    public static CellColumn SpeedUp { get; } =
        new("speed-up over 1", "Messages per second by those of the same with one", null, _ => null, _ => "-", IsNumber: true);

    public static CellColumn Bytes { get; } =
        CellColumn.OfNumber("bytes/s", "Payload per second", "bytes_per_second", cell => cell.Throughput?.BytesPerSecond, Figures.BytesPerSecond);

    public static CellColumn Cores { get; } = CellColumn.OfNumber(
        "cores",
        "CPU time of both ends and the services by elapsed time, while measured",
        null,
        cell => cell.TotalCores() is > 0 and var cores ? cores : null,
        Figures.Digits);

    public static CellColumn Cpu { get; } = CellColumn.OfNumber(
        "CPU a message", "CPU time of both ends and the services for a message", null, cell => cell.CpuNsPerMessage(), Figures.Duration);

    public static CellColumn CpuThrottled { get; } = CellColumn.OfNumber(
        "CPU throttled",
        "For how much of the time the most throttled role was not let run by its limit, over all processors",
        null,
        cell => cell.Cost.Roles().Max(role => role.PerSecond?.CpuThrottledNs) / 1e7,
        percent => $"{Figures.Digits(Math.Round(percent, 1))} %");

    public static CellColumn Lost { get; } = CellColumn.OfCount("lost", "Messages sent that did not arrive", "lost", cell => cell.Counts?.Lost);

    public static CellColumn Initiators { get; } = CellColumn.OfCount("initiators", "How many at once", "initiators", cell => cell.Initiators);

    public static CellColumn InFlight { get; } = CellColumn.OfCount(
        "in flight", "Requests, or sends of a stream, that each initiator had under way at once", "in_flight", cell => cell.InFlight);

    public static CellColumn Responders { get; } = CellColumn.OfCount("responders", "How many share the load", "responders", cell => cell.Responders);

    public static CellColumn Subscribers { get; } = CellColumn.OfCount("subscribers", "How many got every message", "subscribers", cell => cell.Subscribers);

    public static CellColumn FanOut { get; } = CellColumn.OfText(
        "fan-out", "How every subscriber gets a message: the transport's own way, or a send to each", "fan_out", FanOutText.Way);

    public static CellColumn Limits { get; } =
        CellColumn.OfText("limits", "What each end's container, or each responder's, might use", null, cell => CellText.Limits(cell.Conditions).Trim());

    /// <summary>Where the pair stood; of use where a run has other places than the ordinary one.</summary>
    public static IReadOnlyList<CellColumn> Places { get; } =
    [
        Place("network", "How the two containers were connected", conditions => conditions.Network),
        Place("volume", "What the files were on that they shared", conditions => conditions.Volume),
        Place("container runtime", "What ran the two containers", conditions => conditions.Runtime),
        Place("placement", "Where the cluster put the two ends", conditions => conditions.Placement),
        Place("via", "By what address the initiator reached the server", conditions => conditions.Via),
    ];

    public static CellColumn Processors { get; } = Limit("processors", "cpus", cell => cell.Conditions.Cpus, Figures.Digits);

    public static CellColumn Memory { get; } = Limit("memory", "memory_bytes", cell => cell.Conditions.MemoryBytes, Figures.Bytes);

    public static CellColumn Offered { get; } =
        CellColumn.OfNumber("offered", "Offered rate, messages per second", "offered_per_second", cell => cell.OfferedRate, Figures.Rate);

    public static CellColumn Silence { get; } = CellColumn.OfNumber(
        "silence", "How long nothing was sent before each message", "silence_ms", cell => cell.SilenceMs, ms => Figures.Duration(ms * 1e6));

    public static CellColumn Isolation { get; } =
        CellColumn.OfText("isolation", "How the two ends were isolated", "isolation", cell => EnumText.Of(cell.Isolation));

    public static CellColumn Durability { get; } = CellColumn.OfText(
        "durability", "What an accepted message has reached", "durability", cell => cell.Settings.GetValueOrDefault(Transports.Durability.Setting));

    /// <summary>How it ended; for people with what was lost and, of the percentiles that the table shows, with what the highest lacks.</summary>
    /// <param name="highest">Null: the table has none that needs many messages.</param>
    public static CellColumn Status(Tail? highest = null) => new(
        "status",
        "Whether the figures may be trusted",
        "status",
        cell => EnumText.Of(cell.Status),
        cell => CellText.Status(cell, highest is { } tail ? TailText.Need(cell, tail) : null),
        IsNumber: false);

    /// <summary>How far a figure may be off: the logarithm of a factor.</summary>
    /// <param name="uncertainty">Of the run.</param>
    /// <param name="quantity">Which figure.</param>
    public static CellColumn Interval(Uncertainty uncertainty, Quantity quantity)
    {
        var (name, key) = quantity switch
        {
            Quantity.P50 => ("p50", "latency_p50"),
            Quantity.P99 => ("p99", "latency_p99"),
            _ => ("messages/s", "messages_per_second"),
        };
        return CellColumn.OfNumber(
            $"{name} 95 % CI", "How far the figure may be off", $"{key}_ln_uncertainty", cell => uncertainty.Of(cell, quantity), value => NoiseText.Of(value));
    }

    /// <summary>The same behind the figure that it is of.</summary>
    public static CellColumn IntervalBehind(Uncertainty uncertainty, Quantity quantity) => Interval(uncertainty, quantity) with { Name = "95 % CI" };

    private static CellColumn Place(string name, string description, Func<Conditions, string?> of) =>
        CellColumn.OfText(name, description, name.Replace(' ', '_'), cell => of(cell.Conditions)) with { Text = cell => of(cell.Conditions) ?? "default" };

    private static CellColumn Limit(string name, string key, Func<CellResult, double?> value, Func<double, string> format) =>
        CellColumn.OfNumber(name, "What each end's container, or each responder's, might use", key, value, format) with
        {
            Text = cell => value(cell) is { } limit ? format(limit) : "all",
        };
}

/// <summary>The columns of a distribution of times, ns.</summary>
/// <param name="key">What their keys begin with.</param>
/// <param name="name">What their names begin with.</param>
/// <param name="what">Which times, at the end of a description.</param>
internal sealed class DistributionColumns(string key, string name, string what, Func<CellResult, DistributionSummary?> of)
{
    public CellColumn Count => CellColumn.OfCount($"{name}messages", $"How many messages{what}", $"{key}_count", cell => of(cell)?.Count);

    public CellColumn P50 => Time("p50", "What half of the messages took at most", times => times.P50);

    public CellColumn P90 => Time("p90", "What 90 % of the messages took at most", times => times.P90);

    public CellColumn P99 => Time("p99", "What 99 % of the messages took at most", times => times.P99);

    public CellColumn P999 => Time("p99.9", "What 99.9 % of the messages took at most", times => times.P999);

    public CellColumn Max => Time("max", "The slowest message", times => times.Max);

    /// <summary>In the order of the CSV.</summary>
    public IReadOnlyList<CellColumn> All =>
    [
        Count,
        Time("min", "The fastest message", times => times.Min),
        Time("mean", "The arithmetic mean", times => times.Mean),
        P50,
        P90,
        P99,
        P999,
        Max,
    ];

    private CellColumn Time(string figure, string description, Func<DistributionSummary, double?> value) => CellColumn.OfNumber(
        name + figure,
        description + what,
        $"{key}_{figure.Replace(".", "", StringComparison.Ordinal)}_ns",
        cell => of(cell) is { } times ? value(times) : null,
        Figures.Duration);
}
