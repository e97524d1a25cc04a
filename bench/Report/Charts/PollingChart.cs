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
        List<(Color Color, string Name, IReadOnlyList<CellResult> Cells)> drawn =
            [.. lines.Select(line => (Palette.Of(line.Key.Family), line.Key.Name, (IReadOnlyList<CellResult>)[.. line.OrderBy(cell => cell.PollIntervalMs)]))];
        foreach (var (index, (color, _, points)) in drawn.Index())
            AddLine(plot, color, index, points);
        plot.Add.Plottable(new PointLabels(
            theme,
            [.. drawn.SelectMany(line => line.Cells.Select((cell, index) => Label(line.Color, index == 0 ? line.Name : null, cell)))],
            [.. drawn.SelectMany(line => ChartStyle.Sampled([.. line.Cells.Select(Place)]))]));
        var cells = lines.SelectMany(line => line).ToList();
        var (cheap, dear) = (cells.Min(Cores) / 2, cells.Max(Cores) * 2);
        var (fast, slow) = (cells.Min(cell => cell.LatencyNs!.P50) / 2.0, cells.Max(cell => cell.LatencyNs!.P50) * 2.0);
        plot.Axes.SetLimits(LogAxis.At(cheap), LogAxis.At(dear), LogAxis.At(fast), LogAxis.At(slow));
        LogAxis.Use(plot.Axes.Bottom, cheap, dear, Figures.Digits);
        LogAxis.Use(plot.Axes.Left, fast, slow, decade => Figures.Duration(decade));
        ChartLayout.NameValues(plot, theme, "cores in use by both ends and the service while messages flow (logarithmic; less is better)");
        ChartLayout.NameSide(plot, theme, "p50 latency (logarithmic; less is better)");
        return new Chart($"polling-{payloadBytes}", $"Latency against what polling costs, {Figures.Bytes(payloadBytes)}", plot, 540);
    }

    private static double Cores(CellResult cell) => cell.TotalCores() ?? 0;

    private static Coordinates Place(CellResult cell) => new(LogAxis.At(Cores(cell)), LogAxis.At(cell.LatencyNs!.P50));

    private static PointLabel Label(Color color, string? name, CellResult cell) => new(
        string.Create(CultureInfo.InvariantCulture, $"{(name is null ? "" : $"{name} ")}{cell.PollIntervalMs} ms"), Place(cell), color)
    {
        IsBold = name is not null,
    };

    private static void AddLine(Plot plot, Color color, int index, IReadOnlyList<CellResult> points)
    {
        var scatter = plot.Add.Scatter(points.Select(Place).ToArray(), color);
        scatter.MarkerShape = ChartStyle.Of(index);
        scatter.LineWidth = 2;
        scatter.MarkerSize = 9;
    }
}
