using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// Median latency against CPU time of all roles for a message, a point a transport, both axes logarithmic. A line joins those that no other beats in both.
/// </summary>
internal static class LatencyCostChart
{
    /// <summary>Null where fewer than two transports have both figures.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes)
    {
        // The floor is no way between two containers.
        var cells = run.Plain(Scenario.RoundTrip)
            .Where(cell => cell.PayloadBytes == payloadBytes && cell.IsTrusted() && cell.Family != Family.Baseline && Cost(cell) > 0)
            .ToList();
        if (cells.Count < 2)
            return null;
        var plot = ChartLayout.Create($"Latency against cost, {Figures.Bytes(payloadBytes)} round trip", run, theme);
        var uncertainty = new Uncertainty(run);
        var isOnFront = ParetoFront.Of(
            [.. cells.Select(cell => (IReadOnlyList<double>)[Cost(cell), Latency(cell)])],
            (one, other, figure) => figure == 1 && uncertainty.IsOne(cells[one], cells[other], Quantity.P50));
        var front = cells.Where((_, i) => isOnFront[i] == true).OrderBy(Cost).ToList();
        var line = plot.Add.Scatter(
            front.Select(cell => LogAxis.At(Cost(cell))).ToArray(),
            front.Select(cell => LogAxis.At(Latency(cell))).ToArray(),
            theme.Faint.WithAlpha(0.6));
        line.MarkerSize = 0;
        line.LineWidth = 2;
        foreach (var family in cells.GroupBy(cell => cell.Family))
        {
            foreach (var (index, cell) in family.Index())
                AddPoint(plot, cell, index, front.Contains(cell));
        }

        plot.Add.Plottable(new PointLabels(
            theme,
            [.. cells.Select(cell => Label(cell, front)), .. Between(front).Select(middle => new PointLabel("Pareto front", middle, theme.Faint, 0))],
            [.. ChartStyle.Sampled([.. front.Select(Place)])]));

        var (cheap, dear) = (cells.Min(Cost) / 1.7, cells.Max(Cost) * 1.7);
        var (fast, slow) = (cells.Min(Latency) / 1.7, cells.Max(Latency) * 1.7);
        plot.Axes.SetLimits(LogAxis.At(cheap), LogAxis.At(dear), LogAxis.At(fast), LogAxis.At(slow));
        LogAxis.Use(plot.Axes.Bottom, cheap, dear, Figures.Duration);
        LogAxis.Use(plot.Axes.Left, fast, slow, Figures.Duration);
        ChartLayout.NameValues(plot, theme, "CPU time a message, of both ends and the service (logarithmic; less is better)");
        ChartLayout.NameSide(plot, theme, "p50 latency (logarithmic; less is better)");
        return new Chart($"latency-cost-{payloadBytes}", $"Latency against cost, {Figures.Bytes(payloadBytes)}", plot, 620);
    }

    private static double Cost(CellResult cell) => cell.CpuNsPerMessage() ?? 0;

    private static double Latency(CellResult cell) => cell.LatencyNs!.P50;

    private static Coordinates Place(CellResult cell) => new(LogAxis.At(Cost(cell)), LogAxis.At(Latency(cell)));

    // Of a front of one there is no line.
    private static PointLabel Label(CellResult cell, List<CellResult> front)
    {
        var isOnFront = front.Contains(cell);
        var name = isOnFront && front.Count == 1 ? $"{cell.Transport} (Pareto front)" : cell.Transport;
        return new PointLabel(name, Place(cell), Palette.Of(cell.Family), isOnFront ? 8 : 6) { IsBold = isOnFront };
    }

    // The middle of the longest part of the line; none where it is a point.
    private static IEnumerable<Coordinates> Between(List<CellResult> front) => front.Zip(front.Skip(1), (one, other) => (One: Place(one), Other: Place(other)))
        .OrderByDescending(part => part.One.Distance(part.Other))
        .Select(part => new Coordinates((part.One.X + part.Other.X) / 2, (part.One.Y + part.Other.Y) / 2))
        .Take(1);

    private static void AddPoint(Plot plot, CellResult cell, int index, bool isOnFront)
    {
        var color = Palette.Of(cell.Family);
        var point = plot.Add.Scatter(LogAxis.At(Cost(cell)), LogAxis.At(Latency(cell)), color);
        point.MarkerShape = ChartStyle.Of(index);
        point.MarkerSize = isOnFront ? 13 : 9;
        point.MarkerLineWidth = 2;
        point.LineWidth = 0;
    }
}
