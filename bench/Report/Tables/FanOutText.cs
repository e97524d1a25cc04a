using System.Globalization;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Report.Tables;

/// <summary>Cells of one publisher and several subscribers as people read them. Pure.</summary>
internal static class FanOutText
{
    public const string HowToRead =
        "One publisher sends at the times of a schedule. Subscribers, each in a container of its own, each get every message. "
        + "Native: it is sent once, and the transport gives it to all. "
        + "By sends: it is sent to each, one after the other, beginning with another one each time. "
        + "To the last: from the first send until every subscriber has it. To each: every arrival by itself. Costs are for each published message.";

    /// <summary>How every subscriber gets a message: <c>native</c>, or <c>4 sends</c>; null of another scenario.</summary>
    public static string? Way(CellResult cell) => cell is not { Subscribers: { } subscribers, Guarantees.FanOut: { } way } ? null
        : way == FanOut.Native ? "native"
        : subscribers == 1 ? "1 send"
        : string.Create(CultureInfo.InvariantCulture, $"{subscribers} sends");

    /// <summary>A row a cell; empty where there is none.</summary>
    public static MarkdownTable Table(RunResults run) => MarkdownTable.Of(
        Curves.FanOuts(run).SelectMany(curve => curve),
        CellColumns.Transport,
        CellColumns.Subscribers,
        CellColumns.FanOut,
        CellColumns.Payload,
        CellColumns.Offered,
        CellColumns.Rate,
        MedianToLast,
        TailToLast,
        CellColumns.OneWayRequest.P50 with { Name = "p50 to each" },
        CellColumns.Cpu,
        CellColumn.OfNumber("publisher's", cell => cell.Cost?.Initiator?.CpuNsPerMessage, Figures.Duration),
        CellColumn.OfNumber("subscribers'", cell => cell.Cost?.Responder?.CpuNsPerMessage, Figures.Duration),
        CellColumn.OfNumber("services'", cell => cell.Cost?.Service?.CpuNsPerMessage, Figures.Duration),
        CellColumns.Cores,
        CellColumns.Status(Tail.P99));

    /// <summary>A row a cell, in few columns.</summary>
    public static MarkdownTable ForAdvice(IEnumerable<CellResult> cells) => MarkdownTable.Of(
        cells,
        CellColumns.Transport,
        CellColumns.Subscribers,
        CellColumns.FanOut,
        CellColumns.Offered with { Name = "at" },
        MedianToLast,
        TailToLast,
        CellColumns.Cores);

    private static CellColumn MedianToLast => CellColumns.Latency.P50 with { Name = "p50 to the last" };

    private static CellColumn TailToLast => CellColumns.Latency.P99 with { Name = "p99 to the last" };
}
