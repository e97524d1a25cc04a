using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Page;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using static InterContainer.Tests.Bench.RunExamples;

namespace InterContainer.Tests.Bench;

public class PageTests
{
    private const int MostCharacters = 3 * 1024 * 1024;
    private const string Evil = "<script>alert('1')</script>\"&'<img src=x onerror=alert(1)>";

    [Fact]
    public void The_reference_run_is_a_page_of_less_than_3_MiB_that_asks_for_nothing()
    {
        var page = PageExamples.Reference();

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(page), 1, MostCharacters);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_a_file_is_text()
    {
        var cell = RoundTrip(Evil, Family.Other, 1000) with
        {
            Flags = [new Flag(Evil, Evil), new Flag(FlagCodes.Bimodal, Evil)],
            Reason = Evil,
            Images = new Dictionary<string, string> { [Evil] = Evil },
            Settings = new Dictionary<string, string> { [Durability.Setting] = Evil },
            Capture = Captured(Evil, 10, 1) with { Reason = Evil },
        };
        var run = Run(cell, cell with { Status = Status.Failed }, Stream(Evil, Family.Other, 1000));
        var host = run.Run.Host with { Cpu = Evil, Engine = Evil, Os = Evil, Kernel = Evil };
        run = run with { Run = run.Run with { Id = Evil, Command = Evil, Version = Evil, Host = host } };

        var page = PageExamples.Of(run);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        // Our own script, and no other.
        Assert.Equal(2, page.Split("<script>").Length);
    }

    [Fact]
    public void Cells_without_figures_stand_in_the_page_with_their_reason()
    {
        var failed = RoundTrip("tcp", Family.Sockets, 1000) with
        {
            Status = Status.Failed,
            Reason = "The responder fell over.",
            LatencyNs = null,
            Throughput = null,
            Counts = null,
            Rounds = [],
        };
        var skipped = RoundTrip("uds", Family.Sockets, 1000) with
        {
            Status = Status.Skipped,
            Reason = "No socket here.",
            LatencyNs = null,
            Throughput = null,
            Guarantees = null,
        };

        var page = PageExamples.Of(Run(failed, skipped));

        Assert.Contains("FAILED", page, StringComparison.Ordinal);
        Assert.Contains("The responder fell over", page, StringComparison.Ordinal);
        Assert.Contains("No socket here", page, StringComparison.Ordinal);
        Assert.Contains("No chart can be drawn", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_only_a_calibration_has_a_page() =>
        Assert.Contains("sockperf", PageExamples.Of(ResultsFile.Read(PageExamples.ReferencePath()) with { Results = [] }), StringComparison.Ordinal);

    [Fact]
    public void Ids_of_several_drawings_do_not_clash()
    {
        var ids = PageExamples.Reference().Split(" id=\"").Skip(1).Select(rest => rest.Split('"')[0]).ToList();

        Assert.Equal(ids.Distinct(), ids);
        Assert.Contains(ids, id => id.StartsWith("c1-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_drawing_is_taken_over_without_what_acts_or_loads()
    {
        const string Svg = """<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20" onload="a()">"""
            + """<script>b()</script><image href="http://x/"/>"""
            + """<g clip-path="url(#q)"><text x="1, 2, 3, " y="4, " onclick="c()">&lt;i></text></g></svg>""";

        var drawing = InlineSvg.Of(Svg, "c0-", "a \"label\"");

        Assert.Equal(
            """<svg viewBox="0 0 10 20" role="img" aria-label="a &quot;label&quot;"><g clip-path="url(#c0-q)">"""
                + """<text x="1" y="4" textLength="3" lengthAdjust="spacingAndGlyphs" class="fill-ink">&lt;i&gt;</text></g></svg>""",
            drawing);
        Assert.Null(InlineSvg.Of("<svg><text>\u0001</text>", "c0-", ""));
    }

    [Fact]
    public void Thousands_of_cells_are_a_page_of_less_than_3_MiB_that_says_what_it_leaves_out()
    {
        var flag = new string('f', 300);
        var run = Run(Enumerable.Range(0, 5000)
            .Select(i => RoundTrip($"transport-{i % 500}", Family.Other, 1000 + i, 64 + (i / 500)) with { Flags = [new Flag(FlagCodes.Other, flag)] }));

        var page = PageExamples.Of(run);

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(page), 1, MostCharacters);
        Assert.Contains("of 5000 cells are left out of this table", page, StringComparison.Ordinal);
        Assert.Contains("The charts show the first 40 of 500 transports, and the first 8 of 10 sizes of messages", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_a_chart_can_show_is_drawn_whole()
    {
        var run = Run(RoundTrip("tcp", Family.Sockets, 1000));

        Assert.Equal((run, null), ChartLimits.Thin(run));
    }
}
