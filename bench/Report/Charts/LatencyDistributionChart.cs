using HdrHistogram;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// Round-trip latency by percentile, a line a transport, as HdrHistogram's plotters draw it: the percentile p stands at log10(1 / (1 - p)), so that each nine
/// has the same width; latency is logarithmic. The messages of all rounds together.
/// </summary>
internal static class LatencyDistributionChart
{
    private const int StepsPerHalfDistance = 5;

    private static readonly string[] Nines = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %", "99.99999 %"];

    /// <summary>Null where no cell of that payload has a latency.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes)
    {
        var lines = run.Plain(Scenario.RoundTrip)
            .Where(cell => cell.PayloadBytes == payloadBytes && cell.IsTrusted())
            .Select(cell => (Cell: cell, Points: ReadablePoints(cell)))
            .Where(line => line.Points.Count > 1)
            .ToList();
        if (lines.Count == 0)
            return null;
        var plot = ChartLayout.Create($"Round-trip latency by percentile, {Figures.Bytes(payloadBytes)}", run, theme);
        foreach (var family in lines.GroupBy(line => line.Cell.Family))
        {
            foreach (var (index, (cell, points)) in family.Index())
                AddLine(plot, Palette.Of(family.Key), ChartStyle.Of(index), cell.Transport, points);
        }

        var all = lines.SelectMany(line => line.Points).ToList();
        var (low, high, rare) = (all.Min(point => point.Ns) / 1.3, all.Max(point => point.Ns) * 1.3, all.Max(point => point.X));
        var ticks = new NumericManual();
        for (var nine = 0; nine < Nines.Length && nine <= rare; nine++)
            ticks.AddMajor(nine, Nines[nine]);
        plot.Axes.Bottom.TickGenerator = ticks;
        LogAxis.Use(plot.Axes.Left, low, high, decade => Figures.Duration(decade));
        plot.Axes.SetLimits(-0.05, rare + 0.1, LogAxis.At(low), LogAxis.At(high));
        ChartLayout.NameValues(plot, theme, "percentile (each nine has the same width)");
        ChartLayout.NameSide(plot, theme, "latency (logarithmic; less is better)");
        plot.ShowLegend(Edge.Right);
        return new Chart($"latency-distribution-{payloadBytes}", $"Round-trip latency by percentile, {Figures.Bytes(payloadBytes)}", plot, 600);
    }

    /// <summary>The percentiles of a distribution: x is log10(1 / (1 - p)), up to the rarest message.</summary>
    public static IReadOnlyList<(double X, double Ns)> Points(HistogramBase histogram)
    {
        var rarest = Math.Log10(histogram.TotalCount);
        List<(double X, double Ns)> points = [];
        foreach (var value in histogram.Percentiles(StepsPerHalfDistance))
        {
            var x = -Math.Log10(1 - (value.PercentileLevelIteratedTo / 100));
            if (x < rarest)
                points.Add((x, Math.Max(value.ValueIteratedTo, 1)));
        }

        points.Add((rarest, histogram.GetMaxValue()));
        return points;
    }

    // A file may have been edited by hand; the other charts and figures do not need this.
    private static IReadOnlyList<(double X, double Ns)> ReadablePoints(CellResult cell)
    {
        try
        {
            return CellFigures.PooledLatency(cell) is { } histogram ? Points(histogram) : [];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    // A mark at each nine distinguishes the lines of a family; one at each step would hide them.
    private static void AddLine(Plot plot, Color color, MarkerShape shape, string name, IReadOnlyList<(double X, double Ns)> points)
    {
        var line = plot.Add.ScatterLine(points.Select(point => point.X).ToArray(), points.Select(point => LogAxis.At(point.Ns)).ToArray(), color);
        line.LineWidth = 2;
        var marked = Enumerable.Range(0, (int)points[^1].X + 1).Select(nine => points.First(point => point.X >= nine)).Append(points[^1]).ToList();
        var marks = plot.Add.Markers(marked.Select(point => point.X).ToArray(), marked.Select(point => LogAxis.At(point.Ns)).ToArray(), shape, 8, color);
        marks.MarkerLineWidth = 2;
        plot.Legend.ManualItems.Add(
            new LegendItem
            {
                LabelText = name,
                LineColor = color,
                LineWidth = 2,
                MarkerShape = shape,
                MarkerColor = color,
                MarkerSize = 8,
                MarkerLineWidth = 2,
            });
    }
}
