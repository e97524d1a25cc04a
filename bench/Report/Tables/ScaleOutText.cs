using System.Globalization;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>Cells of duplicated responders as people read them. Pure.</summary>
internal static class ScaleOutText
{
    /// <summary>A row a cell; empty where none has more than one responder.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var uncertainty = new Uncertainty(run);
        var curves = Curves.ByResponders(run).ToList();
        var ones = curves.ToDictionary(curve => curve.Key, curve => curve.FirstOrDefault(cell => cell.Responders == 1));
        return MarkdownTable.Of(
            curves.SelectMany(curve => curve),
            CellColumns.Transport,
            CellColumn.OfText(
                "load sharing", "How the responders share", null, cell => cell.Guarantees?.LoadSharing is { } sharing ? EnumText.Of(sharing) : null),
            CellColumns.Payload,
            CellColumns.Initiators,
            CellColumns.Responders,
            CellColumns.Processors with { Name = "processors each" },
            CellColumns.Rate,
            CellColumns.SpeedUp with { Text = cell => SpeedUp(cell, ones[(cell.Transport, cell.PayloadBytes, cell.Initiators, cell.Conditions)], uncertainty) },
            CellColumns.Latency.P50,
            CellColumns.Latency.P99,
            CellColumns.Cpu,
            CellColumns.Cores,
            CellColumn.OfNumber("largest share", LargestShare, percent => $"{Figures.Digits(percent)} %"),
            CellColumns.Status(Tail.P99));
    }

    /// <summary>What each role holds open to reach so many responders: a row a pair that was left alone; empty where none had more than one.</summary>
    public static MarkdownTable Sockets(RunResults run)
    {
        var table = new MarkdownTable("transport", ">responders", ">initiator", ">all responders", ">service", ">closed and remembered");
        foreach (var curve in Reaching(run))
        {
            foreach (var cell in curve)
            {
                var sockets = cell.Sockets!;
                table.Add(
                    cell.Transport,
                    Number(cell.Responders),
                    Open(sockets.Initiator),
                    Open(sockets.Responder),
                    Open(sockets.Service),
                    new[] { sockets.Initiator, sockets.Responder, sockets.Service }.OfType<SocketCounts>().ToList() is var all
                        && all.All(role => role.TimeWait is not null)
                        ? Number(all.Sum(role => role.TimeWait!.Value))
                        : "-");
            }
        }

        return table;
    }

    /// <summary>
    /// Of each transport the pairs that were left alone, with as many initiators as it takes to reach all responders, the fewest responders first.
    /// </summary>
    public static IEnumerable<IGrouping<string, CellResult>> Reaching(RunResults run) => run.Results
        .Where(cell => cell is { Scenario: Scenario.Idle, Status: Status.Ok, Sockets: not null })
        .OrderBy(cell => cell.Responders)
        .GroupBy(cell => cell.Transport)
        .Where(curve => curve.Any(cell => cell.Responders > 1));

    private static string SpeedUp(CellResult cell, CellResult? one, Uncertainty uncertainty) => cell == one && cell.Throughput is not null
        ? "1×"
        : one is not null && Gain.Of(one, cell, uncertainty, cell.Responders) is { } gain
        ? GainText.Of(gain)
        : "-";

    private static double? LargestShare(CellResult cell) =>
        cell.MessagesPerResponder.Sum() is > 0 and var all ? Math.Round(100.0 * cell.MessagesPerResponder.Max() / all) : null;

    private static string Open(SocketCounts? sockets) => sockets is null ? "-"
        : sockets.Listening > 0 ? $"{Number(sockets.Open)} + {Number(sockets.Listening)} listening"
        : Number(sockets.Open);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
