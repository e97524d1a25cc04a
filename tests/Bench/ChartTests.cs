using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using InterContainer.Bench.Report.Charts;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Tests.Bench;

public sealed partial class ChartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chart-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_percentile_stands_at_the_number_of_its_nines()
    {
        // 1 to 1,000 µs, each once: at p the value is p of 1,000 µs, so at x nines 10^-x of them is above.
        var histogram = LatencyHistogram.Create();
        for (var us = 1; us <= 1000; us++)
            histogram.RecordValue(us * 1000);

        var points = LatencyDistributionChart.Points(histogram);

        Assert.True(points.Count > 20);
        Assert.Equal(0, points[0].X);
        // The rarest of 1,000 messages is the third nine.
        Assert.Equal(3, points[^1].X, 9);
        Assert.All(
            points.SkipLast(1),
            point => Assert.InRange(point.Ns, (1 - Math.Pow(10, -point.X)) * 999_000, ((1 - Math.Pow(10, -point.X)) * 1_001_000) + 1001));
        Assert.Equal(points.OrderBy(point => point.X), points);
    }

    // Neither circle nor square is a path.
    [Fact]
    public void No_mark_is_a_path_that_ScottPlot_leaves_to_the_garbage_collector()
    {
        var charts = ChartSet.Draw(ResultsFile.Read(PageExamples.ReferencePath()));

        var marks = charts.SelectMany(chart => chart.Plot.GetPlottables().OfType<IHasMarker>().Concat(chart.Plot.Legend.GetItems()))
            .Where(marked => marked.MarkerSize > 0)
            .ToList();

        Assert.Contains(marks, marked => marked.MarkerShape == MarkerShape.VerticalBar);
        Assert.All(marks, marked => Assert.True(
            marked.MarkerShape is MarkerShape.None or MarkerShape.FilledCircle or MarkerShape.OpenCircle or MarkerShape.FilledSquare or MarkerShape.OpenSquare
                || marked.MarkerStyle.CustomRenderer is not null,
            $"{marked.MarkerShape}"));
    }

    [Theory]
    [InlineData("light", "#FFFFFF")]
    [InlineData("dark", "#16181D")]
    public void A_chart_has_the_size_and_the_paper_that_were_asked_for(string name, string paper)
    {
        var theme = Theme.All.Single(theme => theme.Name == name);
        var chart = LatencyChart.Draw(Run(20), theme, 64)!;
        var (png, svg) = (Path.Combine(_folder.FullName, "a.png"), Path.Combine(_folder.FullName, "a.svg"));

        chart.Save(png, ChartFormat.Png, 1600, 900);
        chart.Save(svg, ChartFormat.Svg, 800, 600);

        // The header of a PNG: width and height are the first two numbers of its first chunk.
        var head = File.ReadAllBytes(png).AsSpan(16, 8);
        Assert.Equal((1600, 900), (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head[4..])));
        var root = XDocument.Load(svg).Root!;
        Assert.Equal(("800", "600"), (root.Attribute("width")!.Value, root.Attribute("height")!.Value));
        Assert.Contains(
            paper,
            (root.Elements().First().Attribute("fill")?.Value ?? "").Replace("white", "#FFFFFF", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(1600, 900)]
    [InlineData(800, 600)]
    [InlineData(600, 1200)]
    public void Names_of_twenty_transports_do_not_overlap(int width, int height)
    {
        var svg = Path.Combine(_folder.FullName, "a.svg");
        LatencyChart.Draw(Run(20), Theme.Light, 64)!.Save(svg, ChartFormat.Svg, width, height);

        var names = XDocument.Load(svg)
            .Descendants()
            .Where(element => element.Name.LocalName == "text" && element.Value.Trim().StartsWith("transport-", StringComparison.Ordinal))
            .ToList();
        var places = names.Select(name => (Y: Top(name), Height: Letter(name))).OrderBy(place => place.Y).ToList();

        Assert.Equal(20, names.Count);
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.Second.Y - pair.First.Y >= pair.First.Height, $"{pair}"));
    }

    [Fact]
    public void Each_kind_is_drawn_where_there_are_figures_and_not_where_there_are_none()
    {
        var kinds = ChartKind.All.ToDictionary(kind => kind.Name);
        var cell = Runs.RoundTrip("tcp", 64, 1, 1, 1);
        var broken = cell with { Rounds = [cell.Rounds[0] with { LatencyNs = cell.Rounds[0].LatencyNs! with { Histogram = "no base64" } }] };

        Assert.All(kinds.Values, kind => Assert.Null(kind.Draw(Runs.Of(), Theme.Dark, 64)));
        Assert.Equal("latency-distribution-64", kinds["latency-distribution"].Draw(Run(2), Theme.Dark, 64)?.Name);
        Assert.Null(kinds["latency"].Draw(Run(2), Theme.Dark, 65));
        Assert.Null(kinds["latency-distribution"].Draw(Runs.Of(broken), Theme.Dark, 64));
        Assert.Null(kinds["throughput-by-payload"].Draw(Runs.Of(Runs.Cell("tcp", Scenario.Stream, 64, rate: 1000)), Theme.Dark, 64));
        Assert.NotNull(
            kinds["throughput-by-payload"].Draw(
                Runs.Of(Runs.Cell("tcp", Scenario.Stream, 64, rate: 1000), Runs.Cell("tcp", Scenario.Stream, 1024, rate: 900)),
                Theme.Dark,
                64));
        Assert.Null(kinds["latency-at-rate"].Draw(Runs.Of(Runs.Load("tcp", 64, 100, 1000, 2000)), Theme.Dark, 64));
        Assert.Equal("latency-at-rate-64", kinds["latency-at-rate"].Draw(Runs.Of(Runs.Woken("tcp", 100, 1000, 2000, 1500, 2500)), Theme.Dark, 64)?.Name);
        Assert.Equal("wake-64", kinds["wake"].Draw(Runs.Of(Runs.Wake("tcp", 100, 1000, 2000)), Theme.Dark, 64)?.Name);
        Assert.Equal(
            "load-tcp-64-1",
            kinds["load"].Draw(Runs.Of([.. Enumerable.Range(1, 3).Select(i => Runs.Load("tcp", 64, 100 * i, 1000, 2000))]), Theme.Dark, 64)?.Name);
        Assert.Null(kinds["load"].Draw(Runs.Of(Runs.Load("tcp", 64, 100, 1000, 2000), Runs.Load("tcp", 64, 200, 1000, 2000)), Theme.Dark, 64));
    }

    private static RunResults Run(int transports) => Runs.Of(
        [.. Enumerable.Range(1, transports).Select(number => Runs.RoundTrip($"transport-{number}", 64, number * 10_000, number * 50_000, 1000))]);

    // A text stands at its own place under its matrix, (a b c d e f): y is f + d y₀.
    private static double Top(XElement text) => Matrix(text)[5] + (Matrix(text)[3] * Numbers(text, "y")[0]);

    private static double Letter(XElement text) => Matrix(text)[3] * Numbers(text, "font-size")[0];

    private static double[] Matrix(XElement text) =>
        [.. Number().Matches(text.Attribute("transform")!.Value).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    private static double[] Numbers(XElement element, string attribute) =>
        [
            .. element.Attribute(attribute)!.Value.Split(',', ' ')
                .Where(part => part.Length > 0)
                .Select(part => double.Parse(part, CultureInfo.InvariantCulture)),
        ];

    [GeneratedRegex("-?[0-9.]+")]
    private static partial Regex Number();
}
