using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>Loads as people read them. Pure.</summary>
internal static class LoadText
{
    /// <summary>
    /// The loads of each transport with its payload, initiators and requests in flight, by rate; those within limits have a table of their own.
    /// </summary>
    public static IEnumerable<IGrouping<(string Transport, int PayloadBytes, int Initiators, int InFlight), CellResult>> Curves(RunResults run) => run.Results
        .Where(cell => cell is { Scenario: Scenario.Load, Responders: 1, Conditions.IsDefault: true })
        .OrderBy(cell => cell.OfferedRate)
        .GroupBy(cell => (cell.Transport, cell.PayloadBytes, cell.Initiators, cell.InFlight))
        .OrderBy(curve => curve.Key.PayloadBytes);

    /// <summary>The rate of the knee of p99 over the offered rate; null where the curve has none.</summary>
    public static CellResult? KneeOf(IEnumerable<CellResult> curve)
    {
        var points = curve.Where(cell => cell is { Status: Status.Ok, LatencyNs.P99: not null, OfferedRate: not null }).ToList();
        return Knee.Of([.. points.Select(cell => (cell.OfferedRate!.Value, cell.LatencyNs!.P99!.Value))]) is { } knee ? points[knee] : null;
    }

    /// <summary>A row a load.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable(
            "transport", ">payload", ">initiators", ">in flight", ">offered", ">of capacity", ">answered", ">service p50", ">service p99", ">response p50",
            ">response p99", ">response p99.9", ">send lateness p50", ">send lateness p99", "note", "status");
        foreach (var curve in Curves(run))
        {
            var capacity = run.Capacities
                .FirstOrDefault(found => (found.Transport, found.PayloadBytes, found.Initiators, found.InFlight) == curve.Key)?.MessagesPerSecond;
            var knee = KneeOf(curve);
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
