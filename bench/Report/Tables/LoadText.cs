using System.Globalization;
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
        var table = new MarkdownTable(
            "transport", ">payload", ">initiators", ">in flight", ">offered", ">of capacity", ">answered", ">service p50", ">service p99", ">response p50",
            ">response p99", ">response p99.9", ">send lateness p50", ">send lateness p99", "note", "status");
        foreach (var curve in Curves.Loads(run))
        {
            var capacity = run.Capacities
                .FirstOrDefault(found => (found.Transport, found.PayloadBytes, found.Initiators, found.InFlight) == curve.Key)?.MessagesPerSecond;
            var knee = Curves.KneeOf(curve);
            foreach (var cell in curve)
            {
                table.Add(
                    cell.Transport,
                    Figures.Bytes(cell.PayloadBytes),
                    cell.Initiators.ToString(CultureInfo.InvariantCulture),
                    cell.InFlight.ToString(CultureInfo.InvariantCulture),
                    Figures.Rate(cell.OfferedRate ?? 0),
                    capacity is { } most ? Percent(cell.OfferedRate / most) : "-",
                    cell is { Scheduled: > 0, ServiceTimeNs: { } answered } ? Percent((double)answered.Count / cell.Scheduled) : "-",
                    Time(cell.ServiceTimeNs?.P50),
                    Time(cell.ServiceTimeNs?.P99),
                    Time(cell.LatencyNs?.P50),
                    Time(cell.LatencyNs?.P99),
                    Time(cell.LatencyNs?.P999),
                    Time(cell.SendLatenessNs?.P50),
                    Time(cell.SendLatenessNs?.P99),
                    cell == knee ? "knee" : cell.IsSaturated ? "saturated" : "",
                    CellText.Status(cell, TailText.Need(cell, Tail.P999)));
            }
        }

        return table;
    }

    /// <summary>What the transports could carry, a line each.</summary>
    public static IEnumerable<string> Capacities(RunResults run) => run.Capacities.Select(capacity => capacity.MessagesPerSecond is { } most
        ? $"{capacity.Transport}, {Figures.Bytes(capacity.PayloadBytes)}, {capacity.Initiators * capacity.InFlight} at once: "
            + $"capacity from {Figures.Rate(most)}, which was sustained twice, to {Figures.Rate(capacity.FirstUnsustainedRate ?? 0)}, which was not."
        : $"{capacity.Transport}, {Figures.Bytes(capacity.PayloadBytes)}, {capacity.Initiators * capacity.InFlight} at once: "
            + $"no capacity was found: {capacity.Reason}");

    private static string Time(double? ns) => ns is { } value ? Figures.Duration(value) : "-";

    private static string Percent(double? part) => part is { } value ? $"{Figures.Digits(value * 100)} %" : "-";
}
