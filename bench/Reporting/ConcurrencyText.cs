using System.Globalization;
using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>Cells of several initiators as people read them. Pure.</summary>
internal static class ConcurrencyText
{
    /// <summary>The closed loops and streams of each transport and payload that were measured with more than one initiator, by their number.</summary>
    public static IEnumerable<IGrouping<(string Transport, Scenario Scenario, int PayloadBytes), CellResult>> Curves(RunResults run) => run.Results
        .Where(cell => cell.Scenario is Scenario.RoundTrip or Scenario.Stream && cell with { Initiators = 1 } is { IsPlain: true })
        .OrderBy(cell => cell.Initiators)
        .GroupBy(cell => (cell.Transport, cell.Scenario, cell.PayloadBytes))
        .Where(curve => curve.Any(cell => cell.Initiators > 1));

    /// <summary>A row a cell; empty where there is none.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable("transport", "scenario", ">payload", ">initiators", ">messages/s", ">by one", ">p50", ">p99", ">cores", "status");
        foreach (var curve in Curves(run))
        {
            var one = curve.FirstOrDefault(cell => cell.Initiators == 1)?.Throughput?.MessagesPerSecond;
            foreach (var cell in curve)
            {
                table.Add(
                    cell.Transport,
                    Words.Of(cell.Scenario),
                    Figures.Bytes(cell.PayloadBytes),
                    cell.Initiators.ToString(CultureInfo.InvariantCulture),
                    cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-",
                    one is > 0 && cell.Throughput is { } more ? $"{Figures.Digits(more.MessagesPerSecond / one.Value)}×" : "-",
                    cell.LatencyNs is { } latency ? Figures.Duration(latency.P50) : "-",
                    cell.LatencyNs?.P99 is { } tail ? Figures.Duration(tail) : "-",
                    cell.Cost.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-",
                    CellText.Status(cell, TailText.Need(cell, Tail.P99)));
            }
        }

        return table;
    }
}
