using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Reporting;

/// <summary>Cells of one publisher and several subscribers as people read them. Pure.</summary>
internal static class FanOutText
{
    public const string HowToRead =
        "One publisher sends at the times of a schedule. Subscribers, each in a container of its own, each get every message. "
        + "Native: it is sent once, and the transport gives it to all. "
        + "By sends: it is sent to each, one after the other, beginning with another one each time. "
        + "To the last: from the first send until every subscriber has it. To each: every arrival by itself. Costs are for each published message.";

    /// <summary>The fan-outs of each transport, the fewest subscribers first.</summary>
    public static IEnumerable<IGrouping<FanOutCurve, CellResult>> Curves(RunResults run) => run.Results
        .Where(cell => cell.Scenario == Scenario.FanOut)
        .OrderBy(cell => cell.Subscribers)
        .GroupBy(cell => new FanOutCurve(cell.Transport, cell.PayloadBytes, cell.OfferedRate, cell.Conditions));

    /// <summary>How every subscriber gets a message: <c>native</c>, or <c>4 sends</c>; null of another scenario.</summary>
    public static string? Way(CellResult cell) => cell is not { Subscribers: { } subscribers, Guarantees.FanOut: { } way } ? null
        : way == FanOut.Native ? "native"
        : subscribers == 1 ? "1 send"
        : string.Create(CultureInfo.InvariantCulture, $"{subscribers} sends");

    /// <summary>A row a cell; empty where there is none.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable(
            "transport",
            ">subscribers",
            "fan-out",
            ">payload",
            ">offered",
            ">messages/s",
            ">p50 to the last",
            ">p99 to the last",
            ">p50 to each",
            ">CPU a message",
            ">publisher's",
            ">subscribers'",
            ">services'",
            ">cores",
            "status");
        foreach (var cell in Curves(run).SelectMany(curve => curve))
        {
            table.Add(
                cell.Transport,
                Number(cell.Subscribers ?? 1),
                Way(cell) ?? "-",
                Figures.Bytes(cell.PayloadBytes),
                cell.OfferedRate is { } offered ? Figures.Rate(offered) : "-",
                cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-",
                Duration(cell.LatencyNs?.P50),
                Duration(cell.LatencyNs?.P99),
                Duration(cell.OneWayRequestNs?.P50),
                Duration(cell.CpuNsPerMessage()),
                Duration(cell.Cost?.Initiator?.CpuNsPerMessage),
                Duration(cell.Cost?.Responder?.CpuNsPerMessage),
                Duration(cell.Cost?.Service?.CpuNsPerMessage),
                cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-",
                CellText.Status(cell, TailText.Need(cell, Tail.P99)));
        }

        return table;
    }

    /// <summary>Of each of these transports the cell that is ok and has the most subscribers, the most first.</summary>
    public static IEnumerable<CellResult> WithMostSubscribers(RunResults run, IReadOnlyCollection<string> transports, int payloadBytes) => Curves(run)
        .Where(curve => transports.Contains(curve.Key.Transport) && curve.Key.Conditions.IsDefault && curve.Key.PayloadBytes == payloadBytes)
        .Select(curve => curve.LastOrDefault(cell => cell is { Status: Status.Ok, LatencyNs: not null }))
        .OfType<CellResult>()
        .OrderByDescending(cell => cell.Subscribers)
        .ThenBy(cell => cell.LatencyNs!.P50);

    /// <summary>A row a cell, in few columns.</summary>
    public static MarkdownTable ForAdvice(IEnumerable<CellResult> cells)
    {
        var table = new MarkdownTable("transport", ">subscribers", "fan-out", ">at", ">p50 to the last", ">p99 to the last", ">cores");
        foreach (var cell in cells)
        {
            table.Add(
                cell.Transport,
                Number(cell.Subscribers ?? 1),
                Way(cell) ?? "-",
                Figures.Rate(cell.OfferedRate ?? 0),
                Duration(cell.LatencyNs!.P50),
                Duration(cell.LatencyNs.P99),
                cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-");
        }

        return table;
    }

    private static string Duration(double? ns) => ns is { } known ? Figures.Duration(known) : "-";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the cells of one line have in common: all but the number of subscribers.</summary>
internal sealed record FanOutCurve(string Transport, int PayloadBytes, double? Rate, Conditions Conditions);
