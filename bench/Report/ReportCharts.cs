using System.Globalization;
using System.Text;
using InterContainer.Bench.Analysis;

namespace InterContainer.Bench.Report;

/// <summary>The charts of a report, each below the heading whose figures it draws.</summary>
/// <param name="charts">Title and path of each, relative to the page.</param>
internal sealed class ReportCharts(IReadOnlyList<(string Title, string Path)> charts)
{
    // The beginning of a chart's name → the heading; the first that fits.
    private static readonly (string Name, string Heading)[] Places =
    [
        ("latency-cost", "Cost"), ("memory", "Cost"), ("polling", "Cost"), ("latency", "Round trip"), ("throughput", "Stream"), ("load", "Load"),
        ("wake", "After a silence"), ("concurrency", "Several initiators"), ("in-flight", "In flight"), ("scale-up", "Within limits"),
        ("scale-out", "Scaling out"), ("fan-out", "Fan-out"), ("idle", "Idle cost"), ("calibration", "Native tools"),
        .. PlaceDimension.All.Select(dimension => ($"{dimension.Name}-cost", dimension.Title)),
    ];

    private readonly List<(string Title, string Path)> _left = [.. charts];

    /// <summary>Those of a heading.</summary>
    public void AddTo(StringBuilder page, string heading) => Add(page, [.. _left.Where(chart => HeadingOf(chart.Path) == heading)]);

    /// <summary>Those of which the report has no heading.</summary>
    public void AddRest(StringBuilder page) => Add(page, [.. _left]);

    private static string? HeadingOf(string path) =>
        Places.FirstOrDefault(place => Path.GetFileName(path).StartsWith(place.Name, StringComparison.Ordinal)).Heading;

    private void Add(StringBuilder page, IReadOnlyList<(string Title, string Path)> drawn)
    {
        foreach (var (title, path) in drawn)
            page.AppendLine(CultureInfo.InvariantCulture, $"![{title}]({path})").AppendLine();
        _left.RemoveAll(drawn.Contains);
    }
}
