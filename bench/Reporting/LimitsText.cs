using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>Cells with limits as people read them. Pure.</summary>
internal static class LimitsText
{
    /// <summary>The closed loops and streams of each transport, payload and memory that were measured with limited processors, the fewest first.</summary>
    public static IEnumerable<IGrouping<(string Transport, Scenario Scenario, int PayloadBytes, Conditions Others), CellResult>> Curves(RunResults run) =>
        run.Results
            .Where(cell => cell is { Scenario: Scenario.RoundTrip or Scenario.Stream, Conditions.Cpus: > 0 }
                and { Initiators: 1, HasOrdinaryInFlight: true, Responders: 1, Conditions.LimitsRespondersOnly: false })
            .OrderBy(cell => cell.Conditions.Cpus)
            .GroupBy(cell => (cell.Transport, cell.Scenario, cell.PayloadBytes, cell.Conditions with { Cpus = null }));

    /// <summary>A row a cell; empty where none has limits. Those whose limits are the responders' alone have a table of their own.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable(
            "transport", "scenario", ">payload", ">processors", ">memory", ">messages/s", ">p50", ">p99", ">CPU throttled", ">cores", "status");
        var limited = run.Results
            .Where(cell => cell.Conditions.Cpus is not null || cell.Conditions.MemoryBytes is not null)
            .Where(cell => !cell.Conditions.LimitsRespondersOnly);
        foreach (var cell in limited)
        {
            table.Add(
                cell.Transport,
                $"{EnumText.Of(cell.Scenario)}{CellText.Numbers(cell)}",
                Figures.Bytes(cell.PayloadBytes),
                cell.Conditions.Cpus is { } cpus ? Figures.Digits(cpus) : "all",
                cell.Conditions.MemoryBytes is { } memory ? Figures.Bytes(memory) : "all",
                cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-",
                cell.LatencyNs is { } latency ? Figures.Duration(latency.P50) : "-",
                cell.LatencyNs?.P99 is { } tail ? Figures.Duration(tail) : "-",
                CostText.CpuThrottled(cell.Cost),
                cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-",
                CellText.Status(cell, TailText.Need(cell, Tail.P99)));
        }

        return table;
    }
}
