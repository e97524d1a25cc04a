using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>What cells cost, as people read it. Pure.</summary>
internal static class CostText
{
    /// <summary>CPU-hours of a core that is busy all day.</summary>
    public const double HoursOfDay = 24;

    private const double Million = 1e6;

    /// <summary>A row a cell in which something was sent; empty where there is none.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable(
            "transport", "scenario", ">payload", ">initiator CPU", ">responder CPU", ">service CPU", ">in the kernel", ">CPU for a million", ">cores",
            ">messages/s a core", ">disk", ">network", ">packets", ">context switches", ">CPU throttled", "memory");
        // After a silence, what a message costs is mostly what the silence does.
        var charged = run.Results.Where(cell => cell.Cost.Roles().Any(role => role.CpuNsPerMessage is not null) && cell.Scenario != Scenario.Wake);
        foreach (var cell in charged.OrderBy(cell => cell.Scenario).ThenBy(cell => cell.PayloadBytes))
        {
            var (cost, all) = (cell.Cost!, cell.CpuNsPerMessage());
            table.Add(
                cell.Transport,
                CellText.Doing(cell),
                Figures.Bytes(cell.PayloadBytes),
                Time(cost.Initiator?.CpuNsPerMessage),
                Time(cost.Responder?.CpuNsPerMessage),
                Time(cost.Service?.CpuNsPerMessage),
                cell.Total(role => role.PerMessage?.SystemNs) / all is { } system and <= 1 ? $"{Figures.Digits(Math.Round(100 * system))} %" : "-",
                Time(all * Million),
                Count(cell.TotalCores()),
                cell.MessagesPerCoreSecond() is { } perCore ? Figures.Rate(perCore) : "-",
                Size(cell.Total(role => role.PerMessage?.DiskBytesWritten)),
                Size(cell.Total(role => role.PerMessage?.NetworkBytesSent)),
                Count(cell.Total(role => role.PerMessage?.NetworkPacketsSent)),
                Count(cell.Total(role => role.PerMessage?.VoluntarySwitches)),
                CpuThrottled(cost),
                Memory(cost));
        }

        return table;
    }

    /// <summary>A row a pair that was left alone; empty where there is none.</summary>
    public static MarkdownTable Idle(RunResults run)
    {
        var table = new MarkdownTable(
            "transport", ">cores", ">CPU-hours a day", ">initiator", ">responder", ">service", ">wake-ups/s", ">empty polls/s", ">network/s", ">packets/s",
            ">disk/s", "memory", "status");
        foreach (var cell in Pairs(run))
        {
            var cost = cell.Cost;
            table.Add(
                $"{cell.Transport}{CellText.Numbers(cell)}",
                Count(cell.TotalCores()),
                Count(cell.TotalCores() * HoursOfDay),
                Cores(cost?.Initiator),
                Cores(cost?.Responder),
                Cores(cost?.Service),
                Count(cell.Total(role => role.PerSecond?.VoluntarySwitches)),
                Count(cell.Total(role => role.PerSecond?.EmptyPolls)),
                Size(cell.Total(role => role.PerSecond?.NetworkBytesSent)),
                Count(cell.Total(role => role.PerSecond?.NetworkPacketsSent)),
                Size(cell.Total(role => role.PerSecond?.DiskBytesWritten)),
                Memory(cost),
                CellText.Status(cell));
        }

        return table;
    }

    /// <summary>The pairs that were left alone: each transport's intervals side by side.</summary>
    public static IEnumerable<CellResult> Pairs(RunResults run) => run.Results.Where(cell => cell.Scenario == Scenario.Idle);

    /// <summary>The largest throttled part of the time of any role, over all processors.</summary>
    public static string CpuThrottled(Costs? cost) =>
        cost.Roles().Max(role => role.PerSecond?.CpuThrottledNs) is { } ns ? $"{Figures.Digits(Math.Round(ns / 1e7, 1))} %" : "-";

    private static string Memory(Costs? cost) => cost is null || !cost.HoldsMemory()
        ? "-"
        : string.Join(" + ", cost.Roles().Select(role => Figures.Bytes(role.PeakMemoryBytes)));

    private static string Cores(RoleCost? role) => role is null ? "-" : Figures.Digits(role.CpuCores);

    private static string Time(double? ns) => ns is { } value ? Figures.Duration(value) : "-";

    private static string Size(double? bytes) => bytes is { } value ? Figures.Bytes(value) : "-";

    private static string Count(double? count) => count is { } value ? Figures.Digits(value) : "-";
}
