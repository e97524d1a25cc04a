using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>Cells with limits as people read them. Pure.</summary>
internal static class LimitsText
{
    /// <summary>A row a cell; empty where none has limits. Those whose limits are the responders' alone have a table of their own.</summary>
    public static MarkdownTable Table(RunResults run) => MarkdownTable.Of(
        run.Results
            .Where(cell => cell.Conditions.Cpus is not null || cell.Conditions.MemoryBytes is not null)
            .Where(cell => !cell.Conditions.LimitsRespondersOnly),
        CellColumns.Transport,
        CellColumns.Scenario with { Text = cell => $"{EnumText.Of(cell.Scenario)}{CellText.Numbers(cell)}{CellText.Place(cell.Conditions)}" },
        CellColumns.Payload,
        CellColumns.Processors,
        CellColumns.Memory,
        CellColumns.Rate,
        CellColumns.Latency.P50,
        CellColumns.Latency.P99,
        CellColumns.CpuThrottled,
        CellColumns.Cores,
        CellColumns.Status(Tail.P99));
}
