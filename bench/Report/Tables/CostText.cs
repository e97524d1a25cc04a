using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>What cells cost, as people read it. Pure.</summary>
internal static class CostText
{
    /// <summary>CPU-hours of a core that is busy all day.</summary>
    public const double HoursOfDay = 24;

    /// <summary>A row a cell in which something was sent; empty where there is none.</summary>
    public static MarkdownTable Table(RunResults run) => MarkdownTable.Of(
        // After a silence, what a message costs is mostly what the silence does.
        run.Results.Where(cell => cell.Cost.Roles().Any(role => role.CpuNsPerMessage is not null) && cell.Scenario != Scenario.Wake)
            .OrderBy(cell => cell.Scenario)
            .ThenBy(cell => cell.PayloadBytes),
        CellColumns.Transport,
        CellColumns.Scenario with { Text = CellText.Doing },
        CellColumns.Payload,
        CellColumn.OfNumber("initiator CPU", cell => cell.Cost?.Initiator?.CpuNsPerMessage, Figures.Duration),
        CellColumn.OfNumber("responder CPU", cell => cell.Cost?.Responder?.CpuNsPerMessage, Figures.Duration),
        CellColumn.OfNumber("service CPU", cell => cell.Cost?.Service?.CpuNsPerMessage, Figures.Duration),
        CellColumn.OfNumber("kernel CPU", InKernel, part => $"{Figures.Digits(Math.Round(100 * part))} %"),
        CellColumns.Cpu,
        AllCores,
        CellColumn.OfNumber("messages/s per core", cell => cell.MessagesPerCoreSecond(), Figures.Rate),
        CellColumn.OfNumber("disk", cell => cell.Total(role => role.PerMessage?.DiskBytesWritten), Figures.Bytes),
        CellColumn.OfNumber("network", cell => cell.Total(role => role.PerMessage?.NetworkBytesSent), Figures.Bytes),
        CellColumn.OfNumber("packets", cell => cell.Total(role => role.PerMessage?.NetworkPacketsSent), Figures.Digits),
        CellColumn.OfNumber("context switches", cell => cell.Total(role => role.PerMessage?.VoluntarySwitches), Figures.Digits),
        CellColumns.CpuThrottled,
        Memory);

    /// <summary>A row a pair that was left alone; empty where there is none.</summary>
    public static MarkdownTable Idle(RunResults run) => MarkdownTable.Of(
        Pairs(run),
        CellColumns.Transport with { Text = cell => $"{cell.Transport}{CellText.Numbers(cell)}{CellText.Place(cell.Conditions)}" },
        AllCores,
        CellColumn.OfNumber("CPU-hours a day", cell => cell.TotalCores() * HoursOfDay, Figures.Digits),
        CellColumn.OfNumber("initiator", cell => cell.Cost?.Initiator?.CpuCores, Figures.Digits),
        CellColumn.OfNumber("responder", cell => cell.Cost?.Responder?.CpuCores, Figures.Digits),
        CellColumn.OfNumber("service", cell => cell.Cost?.Service?.CpuCores, Figures.Digits),
        CellColumn.OfNumber("wake-ups/s", cell => cell.Total(role => role.PerSecond?.VoluntarySwitches), Figures.Digits),
        CellColumn.OfNumber("empty polls/s", cell => cell.Total(role => role.PerSecond?.EmptyPolls), Figures.Digits),
        CellColumn.OfNumber("network/s", cell => cell.Total(role => role.PerSecond?.NetworkBytesSent), Figures.Bytes),
        CellColumn.OfNumber("packets/s", cell => cell.Total(role => role.PerSecond?.NetworkPacketsSent), Figures.Digits),
        CellColumn.OfNumber("disk/s", cell => cell.Total(role => role.PerSecond?.DiskBytesWritten), Figures.Bytes),
        Memory,
        CellColumns.Status());

    /// <summary>The pairs that were left alone: each transport's intervals side by side.</summary>
    public static IEnumerable<CellResult> Pairs(RunResults run) => run.Results.Where(cell => cell.Scenario == Scenario.Idle);

    // While nothing is sent none is a figure, too.
    private static CellColumn AllCores => CellColumns.Cores with
    {
        Text = cell => cell.TotalCores() is { } cores ? Figures.Digits(cores) : "-",
    };

    private static CellColumn Memory => CellColumn.OfText("memory", "Peak of each role", null, cell => cell.Cost is null || !cell.Cost.HoldsMemory()
        ? null
        : string.Join(" + ", cell.Cost.Roles().Select(role => Figures.Bytes(role.PeakMemoryBytes))));

    // Counters of two sources may differ by more than there is.
    private static double? InKernel(CellResult cell) =>
        cell.Total(role => role.PerMessage?.SystemNs) / cell.CpuNsPerMessage() is { } part and <= 1 ? part : null;
}
