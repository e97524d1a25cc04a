using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Page;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>Pages as <c>report</c> makes them, without files.</summary>
internal static class PageExamples
{
    public static string Reference() => Of(ResultsFile.Read(ReferencePath()));

    public static string Of(RunResults run)
    {
        var (drawn, leftOut) = ChartLimits.Thin(run);
        return HtmlPage.Of(
            run,
            [.. ChartSet.Draw(drawn).Select(chart => (chart.Title, ChartFont.SvgOf(chart.Plot, ChartLayout.Width, chart.Height)))],
            leftOut);
    }

    public static string ReferencePath(params string[] under) => Repository.Path(["results", "reference", .. under]);
}
