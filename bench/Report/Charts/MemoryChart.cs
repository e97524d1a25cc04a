using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>The most memory that each role held, excluding page cache, a stacked bar a transport.</summary>
internal static class MemoryChart
{
    /// <summary>Null where no round trip of that payload was charged.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes)
    {
        const double mebibyte = 1024 * 1024;
        var cells = run.Plain(Scenario.RoundTrip).Where(cell => cell.PayloadBytes == payloadBytes).ToList();
        var measured = cells.Where(IsMeasured).ToList();
        if (measured.Count == 0)
            return null;
        var plot = ChartLayout.Create($"Memory by role, {Figures.Bytes(payloadBytes)} round trip", run, theme);
        for (var row = 0; row < cells.Count; row++)
        {
            if (IsMeasured(cells[row]))
                StackedRow.Add(plot, theme, cells[row], row, role => role.PeakMemoryBytes / mebibyte, sum => Figures.Bytes(sum * mebibyte));
            else
                ChartLayout.Missing(plot, theme, cells[row], 0, row);
        }

        StackedRow.AddLegend(plot, theme);
        ChartLayout.NameRows(plot, theme, [.. cells.Select(cell => cell.Transport)]);
        ChartLayout.NameValues(plot, theme, "MiB at the peak, excluding page cache (less is better)");
        plot.Axes.SetLimitsX(0, measured.Max(cell => cell.Cost.Roles().Sum(role => role.PeakMemoryBytes)) / mebibyte * 1.15);
        return new Chart($"memory-{payloadBytes}", $"Memory by role and transport, {Figures.Bytes(payloadBytes)}", plot, ChartLayout.HeightOf(cells.Count));
    }

    private static bool IsMeasured(CellResult cell) => cell.IsTrusted() && cell.Cost.Roles().Any() && cell.Cost.HoldsMemory();
}
