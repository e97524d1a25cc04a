using System.Globalization;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What a poll interval buys and what it costs: median latency against CPU time of all roles, a point an interval, both axes logarithmic.</summary>
internal static class PollingChart
{
    /// <summary>Null where no transport was measured at two intervals or more.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes)
    {
        var lines = run.Plain(Scenario.RoundTrip)
            .Where(cell => cell.PayloadBytes == payloadBytes && cell.IsTrusted() && cell.PollIntervalMs is not null && cell.TotalCores() > 0)
            .GroupBy(cell => (cell.Family, Name: cell.Transport.Split(':')[0]))
            .Where(line => line.Count() > 1)
            .ToList();
        if (lines.Count == 0)
            return null;
        var plot = ChartLayout.Create($"What polling costs, {Figures.Bytes(payloadBytes)} round trip", run, theme);
        foreach (var (index, line) in lines.Index())
            AddLine(plot, theme, line.Key.Name, Palette.Of(line.Key.Family), index, [.. line.OrderBy(cell => cell.PollIntervalMs)]);
        var cells = lines.SelectMany(line => line).ToList();
        var (cheap, dear) = (cells.Min(Cores) / 2, cells.Max(Cores) * 2);
        var (fast, slow) = (cells.Min(cell => cell.LatencyNs!.P50) / 2.0, cells.Max(cell => cell.LatencyNs!.P50) * 2.0);
        plot.Axes.SetLimits(LogAxis.At(cheap), LogAxis.At(dear), LogAxis.At(fast), LogAxis.At(slow));
        LogAxis.Use(plot.Axes.Bottom, cheap, dear, Figures.Digits);
        LogAxis.Use(plot.Axes.Left, fast, slow, decade => Figures.Duration(decade));
        ChartLayout.NameValues(plot, theme, "cores in use by both ends and the service while messages flow (logarithmic; less is better)");
        ChartLayout.NameSide(plot, theme, "p50 latency (logarithmic; less is better)");
        plot.ShowLegend(Edge.Right);
        return new Chart($"polling-{payloadBytes}", $"Latency against what polling costs, {Figures.Bytes(payloadBytes)}", plot, 540);
    }

    private static double Cores(CellResult cell) => cell.TotalCores() ?? 0;

    private static void AddLine(Plot plot, Theme theme, string name, Color color, int index, List<CellResult> points)
    {
        var scatter = plot.Add.Scatter(
            points.Select(cell => LogAxis.At(Cores(cell))).ToArray(),
            points.Select(cell => LogAxis.At(cell.LatencyNs!.P50)).ToArray(),
            color);
        scatter.MarkerShape = ChartStyle.Of(index);
        scatter.LineWidth = 2;
        scatter.MarkerSize = 9;
        scatter.LegendText = name;
        foreach (var point in points)
        {
            var words = string.Create(CultureInfo.InvariantCulture, $"{point.PollIntervalMs} ms");
            var text = plot.Add.Text(words, LogAxis.At(Cores(point)), LogAxis.At(point.LatencyNs!.P50));
            text.LabelFontColor = color;
            text.LabelFontSize = 11;
            text.LabelBackgroundColor = theme.Background.WithAlpha(0.8);
            // On different sides, because the points of two lines often meet.
            (text.LabelAlignment, text.OffsetX, text.OffsetY) = (index % 3) switch
            {
                0 => (Alignment.UpperRight, -6, 2),
                1 => (Alignment.LowerLeft, 6, -2),
                _ => (Alignment.LowerRight, -6, -2),
            };
        }
    }
}
