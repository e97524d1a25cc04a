using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>Loads as people read them. Pure.</summary>
internal static class LoadText
{
    /// <summary>A row a load.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var curves = Curves.Loads(run).ToList();
        var knees = curves.Select(Curves.KneeOf).ToHashSet();
        return MarkdownTable.Of(
            curves.SelectMany(curve => curve),
            [
                CellColumns.Transport,
                CellColumns.Payload,
                CellColumns.Initiators,
                CellColumns.InFlight,
                CellColumns.Offered,
                .. run.Capacities.Count == 0 ? [] : new[] { CellColumn.OfNumber("of capacity", cell => cell.OfferedRate / Capacity(run, cell), Percent) },
                CellColumn.OfNumber("answered", Answered, Percent),
                CellColumns.ServiceTime.P50,
                CellColumns.ServiceTime.P99,
                CellColumns.Latency.P50 with { Name = "response p50" },
                CellColumns.Latency.P99 with { Name = "response p99" },
                CellColumns.Latency.P999 with { Name = "response p99.9" },
                CellColumns.SendLateness.P50,
                CellColumns.SendLateness.P99,
                CellColumn.OfText(
                    "note", "What the curve does there", null, cell => knees.Contains(cell) ? "knee" : cell.IsSaturated ? "saturated" : ""),
                CellColumns.Status(Tail.P999),
            ]);
    }

    /// <summary>What the transports could carry, a line each.</summary>
    public static IEnumerable<string> Capacities(RunResults run) => run.Capacities.Select(capacity => capacity.MessagesPerSecond is { } most
        ? $"{capacity.Transport}, {Figures.Bytes(capacity.PayloadBytes)}, {capacity.Initiators * capacity.InFlight} at once: "
            + $"capacity from {Figures.Rate(most)}, which was sustained twice, to {Figures.Rate(capacity.FirstUnsustainedRate ?? 0)}, which was not."
        : $"{capacity.Transport}, {Figures.Bytes(capacity.PayloadBytes)}, {capacity.Initiators * capacity.InFlight} at once: "
            + $"no capacity was found: {capacity.Reason}");

    private static double? Capacity(RunResults run, CellResult cell) => run.Capacities
        .FirstOrDefault(found => (found.Transport, found.PayloadBytes, found.Initiators, found.InFlight)
            == (cell.Transport, cell.PayloadBytes, cell.Initiators, cell.InFlight))
        ?.MessagesPerSecond;

    private static double? Answered(CellResult cell) =>
        cell is { Scheduled: > 0, ServiceTimeNs: { } answered } ? (double)answered.Count / cell.Scheduled : null;

    private static string Percent(double part) => $"{Figures.Digits(part * 100)} %";
}
