using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>Cores in use while nothing is sent, a bar a transport with its interval, by role. Linear, so that nothing looks like nothing.</summary>
internal static class IdleChart
{
    /// <summary>Null where no pair was left alone.</summary>
    public static Chart? Draw(RunResults run, Theme theme)
    {
        var cells = CostText.Pairs(run).Where(cell => cell.Conditions.IsOrdinaryPlace).ToList();
        var measured = cells.Where(IsMeasured).ToList();
        if (measured.Count == 0)
            return null;
        var plot = ChartLayout.Create("Idle cost", run, theme);
        for (var row = 0; row < cells.Count; row++)
        {
            if (IsMeasured(cells[row]))
                StackedRow.Add(
                    plot, theme, cells[row], row, role => role.CpuCores,
                    cores => $"{Figures.Digits(cores)}  ({Figures.Digits(cores * CostText.HoursOfDay)} CPU-hours a day)");
            else
                ChartLayout.Missing(plot, theme, cells[row], 0, row);
        }

        StackedRow.AddLegend(plot, theme);
        ChartLayout.NameRows(plot, theme, [.. cells.Select(cell => cell.Transport)]);
        ChartLayout.NameValues(plot, theme, "cores in use while connected and nothing is sent (less is better)");
        // Room for the words behind the longest bar.
        plot.Axes.SetLimitsX(0, Math.Max(measured.Max(cell => cell.Cost.Roles().Sum(role => role.CpuCores)), 0.001) * 1.5);
        return new Chart("idle", "Cores in use while nothing is sent, by transport", plot, ChartLayout.HeightOf(cells.Count));
    }

    private static bool IsMeasured(CellResult cell) => cell is { Status: Status.Ok, Cost: not null };
}
