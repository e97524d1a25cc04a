using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>Cells with limits as people read them. Pure.</summary>
internal static class LimitsText
{
    /// <summary>The closed loops and streams of each transport, payload and memory that were measured with limited processors, the fewest first.</summary>
    public static IEnumerable<IGrouping<(string Transport, Scenario Scenario, int PayloadBytes, long? Memory), CellResult>> Curves(RunResults run) => run.Results
        .Where(cell => cell is { Scenario: Scenario.RoundTrip or Scenario.Stream, CpuLimit: > 0 }
            and { Initiators: 1, HasOrdinaryInFlight: true, Responders: 1, LimitsRespondersOnly: false })
        .OrderBy(cell => cell.CpuLimit)
        .GroupBy(cell => (cell.Transport, cell.Scenario, cell.PayloadBytes, cell.MemoryLimitBytes));

    /// <summary>A row a cell; empty where none has limits. Those whose limits are the responders' alone have a table of their own.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable("transport", "scenario", ">payload", ">processors", ">memory", ">messages/s", ">p50", ">p99", ">CPU throttled", ">cores", "status");
        foreach (var cell in run.Results.Where(cell => (cell.CpuLimit is not null || cell.MemoryLimitBytes is not null) && !cell.LimitsRespondersOnly))
        {
            table.Add(
                cell.Transport,
                $"{EnumText.Of(cell.Scenario)}{CellText.Numbers(cell)}",
                Figures.Bytes(cell.PayloadBytes),
                cell.CpuLimit is { } cpus ? Figures.Digits(cpus) : "all",
                cell.MemoryLimitBytes is { } memory ? Figures.Bytes(memory) : "all",
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
