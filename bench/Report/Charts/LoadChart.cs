using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>Latency against offered load.</summary>
internal static class LoadChart
{
    // Two points are a line, and no curve.
    private const int FewestPoints = 3;

    /// <summary>A chart a transport, payload and number of initiators: percentiles of response time, with the knee marked.</summary>
    public static IEnumerable<Chart> Draw(RunResults run, Theme theme)
    {
        foreach (var curve in Curves.Loads(run))
        {
            var cells = curve.Where(cell => cell.IsTrusted() && cell.LatencyNs is not null).ToList();
            if (cells.Count >= FewestPoints)
                yield return DrawOne(run, theme, curve.Key, cells);
        }
    }

    /// <summary>p99 of all transports on one axis of rates, both logarithmic; null where fewer than two were loaded.</summary>
    public static Chart? DrawAll(RunResults run, Theme theme)
    {
        var curves = Curves.Loads(run)
            .Select(curve => (curve.Key, Cells: curve.Where(cell => cell.IsTrusted() && cell.LatencyNs?.P99 is not null).ToList()))
            .Where(curve => curve.Cells.Count >= FewestPoints)
            .ToList();
        if (curves.Count < 2)
            return null;
        var plot = ChartLayout.Create("p99 response time against offered load", run, theme);
        ChartStyle.AddLines(plot, theme, [.. curves.Select(curve => (
            curve.Cells[0].Family,
            Name(curve.Key),
            (IReadOnlyList<(double, double)>)[.. curve.Cells.Select(cell => (cell.OfferedRate!.Value, cell.LatencyNs!.P99!.Value))]))]);
        var all = curves.SelectMany(curve => curve.Cells).ToList();
        var (slow, fast) = (all.Min(cell => cell.OfferedRate!.Value) / 1.5, all.Max(cell => cell.OfferedRate!.Value) * 1.5);
        LogAxis.Use(plot.Axes.Bottom, slow, fast, decade => Figures.Rate(decade));
        SetSide(plot, theme, all.Min(cell => cell.LatencyNs!.P99!.Value), all.Max(cell => cell.LatencyNs!.P99!.Value));
        plot.Axes.SetLimitsX(LogAxis.At(slow), LogAxis.At(fast));
        ChartLayout.NameValues(plot, theme, "offered load, messages a second (logarithmic)");
        return new Chart("load", "p99 response time against offered load", plot, ChartStyle.HeightOf(curves.Count, 540));
    }

    private static Chart DrawOne(RunResults run, Theme theme, (string Transport, int PayloadBytes, int Initiators, int InFlight) key, List<CellResult> cells)
    {
        var plot = ChartLayout.Create($"Response time against offered load: {Name(key)}", run, theme);
        var color = Palette.Of(cells[0].Family);
        List<(Color Color, MarkerShape Shape, string Name, IReadOnlyList<Coordinates> Points)> lines = [];
        foreach (var (name, of, shape) in ChartStyle.Percentiles)
        {
            var points = cells.Where(cell => of(cell.LatencyNs!) is not null).ToList();
            if (points.Count == 0)
                continue;
            Coordinates[] drawn = [.. points.Select(cell => new Coordinates(cell.OfferedRate!.Value, LogAxis.At(of(cell.LatencyNs!)!.Value)))];
            lines.Add((color, shape, name, drawn));
            var line = plot.Add.Scatter(drawn, color);
            line.MarkerShape = shape;
            line.LineWidth = 2;
            line.MarkerSize = 10;
            line.MarkerLineWidth = 2.5f;
        }

        ChartStyle.NameLines(plot, theme, lines);
        var highest = cells.Max(cell => cell.LatencyNs!.P999 ?? cell.LatencyNs.P99 ?? cell.LatencyNs.P50);
        if (Curves.KneeOf(cells)?.OfferedRate is { } knee)
        {
            plot.Add.VerticalLine(knee, 1.5f, theme.Faint);
            PointLabel label = new($"knee of p99: {Figures.Rate(knee)}", new Coordinates(knee, LogAxis.At(highest)), theme.Faint);
            plot.Add.Plottable(new PointLabels(theme, [label], [.. lines.SelectMany(line => ChartStyle.Sampled(line.Points))]));
        }

        var most = cells.Max(cell => cell.OfferedRate!.Value);
        SetSide(plot, theme, cells.Min(cell => cell.LatencyNs!.P50), highest);
        plot.Axes.SetLimitsX(0, most * 1.05);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = value => value == 0 ? "0" : Figures.Rate(value) };
        ChartLayout.NameValues(plot, theme, "offered load, messages a second");
        var file = string.Concat(key.Transport.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        var several = key.InFlight > 1 ? $"-{key.InFlight}" : "";
        return new Chart($"load-{file}-{key.PayloadBytes}-{key.Initiators}{several}", $"Response time against offered load: {Name(key)}", plot, 480);
    }

    private static void SetSide(Plot plot, Theme theme, double minimum, double maximum)
    {
        var (low, high) = (minimum / 1.5, maximum * 1.5);
        LogAxis.Use(plot.Axes.Left, low, high, decade => Figures.Duration(decade));
        plot.Axes.SetLimitsY(LogAxis.At(low), LogAxis.At(high));
        ChartLayout.NameSide(plot, theme, "response time, from the intended moment (logarithmic)");
    }

    private static string Name((string Transport, int PayloadBytes, int Initiators, int InFlight) key) =>
        $"{key.Transport} {Figures.Bytes(key.PayloadBytes)}"
        + $"{(key.Initiators > 1 ? $" ×{key.Initiators}" : "")}{(key.InFlight > 1 ? $", {key.InFlight} in flight" : "")}";
}
