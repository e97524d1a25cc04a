using HdrHistogram;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// Round-trip latency by percentile, a panel a family and a line a transport, as HdrHistogram's plotters draw it: the percentile p stands at
/// log10(1 / (1 - p)), so that each nine has the same width; latency is logarithmic. The messages of all rounds together.
/// </summary>
internal static class LatencyDistributionChart
{
    private const int StepsPerHalfDistance = 5;

    // Of a line in the panel of another family, each so many-th point is drawn.
    private const int Thinned = 3;

    private const double Left = -0.05;

    // Of a panel, for names that are very long.
    private const double MostOfNames = 0.5;

    // Title, axis and the machine, points.
    private const int Around = 150;

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
        var all = lines.SelectMany(line => line.Points).ToList();
        var (low, high) = (LogAxis.At(all.Min(point => point.Ns) / 1.3), LogAxis.At(all.Max(point => point.Ns) * 1.3));
        var families = lines.GroupBy(line => line.Cell.Family).ToList();
        var width = PanelGrid.LeastWidth(families.Count);
        var right = families.Max(family => EndOf([.. family.Select(line => (line.Cell.Transport, line.Points[^1].X))], theme, width));
        var grid = new PanelGrid(families.Count, Left, right, low, high);
        var plot = ChartLayout.Create($"Round-trip latency by percentile, {Figures.Bytes(payloadBytes)}", run, theme);
        // A name for each second nine: those of all of them have no room side by side.
        var second = grid.Columns > 1 ? 2 : 1;
        grid.Draw(
            plot,
            theme,
            [.. families.Select(family => EnumText.Of(family.Key))],
            [.. Nines.Take((int)all.Max(point => point.X) + 1).Select((name, nine) => ((double)nine, nine % second == 0 ? name : null))],
            [.. Decades(low, high)]);
        foreach (var (panel, family) in families.Index())
        {
            // Behind, the shape is enough; all points of all lines in each panel would be most of the file.
            foreach (var (_, points) in lines.Where(line => line.Cell.Family != family.Key))
                AddLine(plot, theme.Grid, 1, [.. points.Where((_, i) => i % Thinned == 0 || i == points.Count - 1).Select(point => At(grid, panel, point))]);
            AddFamily(plot, theme, grid, panel, [.. family]);
        }

        ChartLayout.NameValues(plot, theme, $"percentile (each nine has the same width){(families.Count > 1 ? "; grey: the other families" : "")}");
        ChartLayout.NameSide(plot, theme, "latency (logarithmic; less is better)");
        return new Chart(
            $"latency-distribution-{payloadBytes}",
            $"Round-trip latency by percentile, {Figures.Bytes(payloadBytes)}, a panel a family",
            plot,
            Around + (grid.Rows * (grid.Rows == 1 ? 420 : 240)));
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

    private static IEnumerable<(double At, string? Name)> Decades(double low, double high) =>
        from decade in Enumerable.Range((int)Math.Ceiling(low), Math.Max(0, (int)Math.Floor(high) - (int)Math.Ceiling(low) + 1))
        select ((double)decade, (string?)Figures.Duration(Math.Pow(10, decade)));

    private static void AddFamily(
        Plot plot, Theme theme, PanelGrid grid, int panel, IReadOnlyList<(CellResult Cell, IReadOnlyList<(double X, double Ns)> Points)> lines)
    {
        var color = Palette.Of(lines[0].Cell.Family);
        foreach (var (index, (_, points)) in lines.Index())
        {
            AddLine(plot, color, 2, [.. points.Select(point => At(grid, panel, point))]);
            // A mark at each nine distinguishes the lines of a family; one at each step would hide them.
            var marked = Enumerable.Range(0, (int)points[^1].X + 1).Select(nine => points.First(point => point.X >= nine)).Append(points[^1]);
            plot.Add.Markers(marked.Select(point => At(grid, panel, point)).ToArray(), ChartStyle.Of(index), 6, color).MarkerLineWidth = 1.5f;
        }

        plot.Add.Plottable(new PanelLabels(
            theme, [.. lines.Select(Label)], grid.Frame(panel)));

        PointLabel Label((CellResult Cell, IReadOnlyList<(double X, double Ns)> Points) line, int index) =>
            new(line.Cell.Transport, At(grid, panel, line.Points[^1]), color, 4) { Shape = ChartStyle.Of(index) };
    }

    // So far to the right that the names of a family have room behind the line that ends last.
    private static double EndOf(IReadOnlyList<(string Name, double X)> lines, Theme theme, double width)
    {
        using var paint = Paint.NewDisposablePaint();
        var names = Math.Min(LabelColumn.Width(theme, lines.Select(line => line.Name), paint), width * MostOfNames);
        return Left + ((lines.Max(line => line.X) - Left) / (1 - (names / width)));
    }

    private static Coordinates At(PanelGrid grid, int panel, (double X, double Ns) point) => grid.At(panel, point.X, LogAxis.At(point.Ns));

    private static void AddLine(Plot plot, Color color, float width, Coordinates[] points)
    {
        var line = plot.Add.ScatterLine(points, color);
        line.LineWidth = width;
    }
}
