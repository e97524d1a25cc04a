using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Charts;
using InterContainer.Protocol;
using InterContainer.Tests.Agent;
using InterContainer.Transports;
using ScottPlot;
using ScottPlot.TickGenerators;
using Palette = InterContainer.Bench.Report.Charts.Palette;

namespace InterContainer.Tests.Bench;

/// <summary>docs/coordinated-omission.svg shows what the scenarios say of a responder that stalls; <c>UPDATE_DOCS=1</c> draws it again.</summary>
public class OmissionChartTests
{
    private static readonly string[] Nines = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %"];

    [Fact]
    public async Task The_chart_in_the_method_is_of_what_the_scenarios_say()
    {
        var (load, closed) = (await KnownAnswerTests.StallUnderLoadAsync(), await KnownAnswerTests.StallInClosedLoopAsync());
        var lines = new[] { ("load, response time", Family.Http, load.LatencyNs!), ("closed loop", Family.Sockets, closed.LatencyNs!) };
        var told = lines.Select(line => $"{line.Item1}: p50 {Figures.Duration(line.Item3.P50)}, p90 {Figures.Duration(line.Item3.P90)}, "
            + $"p99 {Figures.Duration(line.Item3.P99)}, p99.9 {Figures.Duration(line.Item3.P999)}");
        var figures = $"<desc>{string.Join("; ", told)}</desc>";
        var path = Repository.Path("docs", "coordinated-omission.svg");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(
                path,
                Draw(lines).Replace("</svg>", $"{figures}</svg>", StringComparison.Ordinal),
                TestContext.Current.CancellationToken);

        Assert.Contains(figures, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static string Draw(IEnumerable<(string Name, Family Family, Distribution Latency)> lines)
    {
        ChartFont.Use();
        using var plot = new Plot();
        plot.Title("A responder that stalls for 200 ms in every second", 18);
        foreach (var (name, family, latency) in lines)
        {
            var points = LatencyDistributionChart.Points(LatencyHistogram.Decode(latency.Histogram)).Where(point => point.X <= 4).ToList();
            var line = plot.Add.Scatter(points.Select(point => point.X).ToArray(), points.Select(point => LogAxis.At(point.Ns)).ToArray(), Palette.Of(family));
            line.MarkerSize = 0;
            line.LineWidth = 3;
            line.LegendText = name;
        }

        var ticks = new NumericManual();
        foreach (var (nine, name) in Nines.Index())
            ticks.AddMajor(nine, name);
        plot.Axes.Bottom.TickGenerator = ticks;
        LogAxis.Use(plot.Axes.Left, 1e3, 1e9, ns => Figures.Duration(ns));
        plot.Axes.SetLimits(-0.05, 4.05, LogAxis.At(5e3), LogAxis.At(5e8));
        plot.Axes.Bottom.Label.Text = "percentile (each nine has the same width)";
        plot.Axes.Left.Label.Text = "latency (logarithmic)";
        plot.ShowLegend(Alignment.UpperLeft);
        return ChartFont.SvgOf(plot, 960, 480);
    }
}
