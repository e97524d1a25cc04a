using System.Globalization;
using System.Text;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Report;

/// <summary>A run as a page of GitHub Markdown. Pure.</summary>
internal static class MarkdownReport
{
    /// <param name="run">The run.</param>
    /// <param name="charts">Title and path, relative to the page.</param>
    public static string Of(RunResults run, IReadOnlyList<(string Title, string Path)> charts)
    {
        var page = new StringBuilder();
        page.AppendLine("# How two containers can talk, measured").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{MarkdownTable.Code(run.Run.Command)}").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{MarkdownTable.Escape(MachineText.Of(run))}; version {MarkdownTable.Escape(run.Run.Version)}.")
            .AppendLine();
        foreach (var line in new[] { MachineText.Plan(run), MachineText.Merged(run), MachineText.Resumed(run), MachineText.Shares(run) }.OfType<string>())
            page.AppendLine(line).AppendLine();
        foreach (var probe in ProbeText.Of(run))
            page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(probe)}");
        if (ProbeText.Of(run).Any())
            page.AppendLine();
        if (run.Run.FinishedUtc is null)
            page.AppendLine("**Interrupted:** only the cells that were finished are here.").AppendLine();
        var uncertainty = new Uncertainty(run);
        var drawn = new ReportCharts(charts);
        page.Append(AnswerText.Of(run));
        RoundTrips(page, run, uncertainty);
        drawn.AddTo(page, "Round trip");
        Streams(page, run, uncertainty);
        drawn.AddTo(page, "Stream");
        Noise(page, run, uncertainty);
        Connections(page, run);
        foreach (var section in ReportSection.Of(run))
        {
            Add(page, section);
            drawn.AddTo(page, section.Title);
        }

        drawn.AddRest(page);
        Notes(page, run);
        return page.ToString();
    }

    private static void RoundTrips(StringBuilder page, RunResults run, Uncertainty uncertainty)
    {
        var cells = Cells(run, Scenario.RoundTrip);
        if (cells.Count == 0)
            return;
        var ordinary = OrdinaryRate.Of(run);
        page.AppendLine("## Round trip").AppendLine().AppendLine("One message in flight: a request and its reply of the same size. "
            + "The rate includes making and checking the messages, which latency does not.");
        if (ordinary is not null)
            page.AppendLine(OrdinaryRate.Meaning(ordinary.Text));
        page.AppendLine();
        var table = MarkdownTable.Of(
            cells,
            [
                Place(cells, uncertainty, Quantity.P50), CellColumns.Transport, CellColumns.Payload,
                CellColumns.Latency.P50, CellColumns.IntervalBehind(uncertainty, Quantity.P50), .. ordinary is null ? [] : AtRate(ordinary),
                CellColumns.Latency.P90, CellColumns.Latency.P99, CellColumns.IntervalBehind(uncertainty, Quantity.P99), CellColumns.Latency.P999,
                CellColumns.Latency.Max, CellColumns.OneWayRequest.P50, CellColumns.OneWayReply.P50,
                CellColumns.Rate with { Name = "round trips/s" }, CellColumns.Lost,
                CellColumns.Durability, CellColumns.Status(Tail.P999),
            ]);
        page.Append(table).AppendLine();
        Durabilities(page, cells);
        foreach (var line in RuntimeText.Causes(cells))
            page.AppendLine(MarkdownTable.Escape(line)).AppendLine();
    }

    private static void Streams(StringBuilder page, RunResults run, Uncertainty uncertainty)
    {
        var cells = Cells(run, Scenario.Stream);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Stream").AppendLine().AppendLine(
            "One way, as fast as the responder takes it: the rate at the receiver, from the first message to the last. In flight: parallel "
                + "requests, for transports that wait for replies.").AppendLine();
        var table = MarkdownTable.Of(
            cells,
            Place(cells, uncertainty, Quantity.MessagesPerSecond),
            CellColumns.Transport,
            CellColumns.Payload,
            CellColumns.Rate,
            CellColumns.IntervalBehind(uncertainty, Quantity.MessagesPerSecond),
            CellColumns.Bytes with { Name = "payload/s" },
            CellColumn.OfText("in flight", "How many sends wait for their answer at once", null, CellText.UnderWay),
            CellColumns.Lost,
            CellColumns.Durability,
            CellColumns.Status());
        page.Append(table).AppendLine();
        Durabilities(page, cells);
    }

    // None of a run of one round.
    private static void Noise(StringBuilder page, RunResults run, Uncertainty uncertainty)
    {
        var spreads = NoiseText.Spreads(run, uncertainty).ToList();
        if (spreads.Count == 0)
            return;
        page.AppendLine("## Noise").AppendLine();
        page.AppendLine(uncertainty.IsOfRuns
            ? "A figure is the geometric mean of its runs, each of which is that of its rounds. ± is its 95 % interval: Student's t on the logarithms of the "
                + "runs, with the cell's own variance between them. Cells that this noise does not tell from the first of a place share it."
            : "A figure is the geometric mean of its rounds, and ± its 95 % interval: Student's t on the logarithms, with the cell's own variance over its "
                + "rounds. Where the cells of a scenario are alike in that, each borrows from the others; one that does not fit keeps its own. Cells that this "
                + "noise does not tell from the first of a place share it.").AppendLine();
        foreach (var line in spreads)
            page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(line)}");
        page.AppendLine();
    }

    private static void Connections(StringBuilder page, RunResults run)
    {
        var cells = Cells(run, Scenario.Connect);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Connect").AppendLine().AppendLine("From nothing to the first reply, each time with a new initiator.").AppendLine();
        var table = MarkdownTable.Of(
            cells,
            CellColumns.Transport,
            CellColumns.Payload,
            CellColumns.Latency.P50,
            CellColumns.Latency.P90,
            CellColumns.Latency.P99,
            CellColumns.Latency.Max,
            CellColumns.Rate with { Name = "connections/s" },
            CellColumns.Status(Tail.P99));
        page.Append(table).AppendLine();
    }

    private static void Add(StringBuilder page, ReportSection section)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"## {section.Title}").AppendLine();
        if (section.Text.Length > 0)
            page.AppendLine(section.Text).AppendLine();
        page.Append(section.Table).AppendLine();
        foreach (var line in section.Lines)
            page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(line)}");
        if (section.Lines.Count > 0)
            page.AppendLine();
    }

    private static void Durabilities(StringBuilder page, IReadOnlyList<CellResult> cells)
    {
        if (DurabilityText.Difference(cells) is { } difference)
            page.AppendLine(MarkdownTable.Escape(difference)).AppendLine();
    }

    private static void Notes(StringBuilder page, RunResults run)
    {
        List<string> notes =
        [
            .. TailText.Of(run),
            .. RuntimeText.Causes(run.Results.Where(cell => cell is not { Scenario: Scenario.RoundTrip, IsPlain: true })),
            .. run.Results.Where(cell => cell.Reason is not null).Select(cell => $"{CellText.Name(cell)}, {CellText.Outcome(cell)}: {cell.Reason}"),
            .. FlagText.Kinds(run),
        ];
        if (notes.Count == 0)
            return;
        page.AppendLine("## Warnings and failures").AppendLine();
        notes.ForEach(note => page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(note)}"));
        page.AppendLine();
    }

    // Among those of its payload. The baseline is no way for two containers to talk.
    private static CellColumn Place(IReadOnlyList<CellResult> cells, Uncertainty uncertainty, Quantity quantity)
    {
        var places = new Dictionary<CellResult, int>(ReferenceEqualityComparer.Instance);
        foreach (var alike in cells.Where(cell => cell.Family != Family.Baseline).GroupBy(cell => cell.PayloadBytes))
        {
            foreach (var (cell, place) in Ranking.Places(alike, uncertainty, quantity))
                places[cell] = place;
        }

        return CellColumn.OfCount(
            "rank",
            "Rank by the first figure; indistinguishable ones share one",
            null,
            cell => places.TryGetValue(cell, out var place) ? place : null);
    }

    // Of the load like a round trip.
    private static CellColumn[] AtRate(OrdinaryRate ordinary) =>
    [
        .. new[] { CellColumns.ServiceTime.P50 with { Name = "p50" }, CellColumns.ServiceTime.P99 with { Name = "p99" } }
            .Select(column => column.Of(ordinary.Trusted) with { Name = $"{column.Name} at {ordinary.Text}" }),
    ];

    private static List<CellResult> Cells(RunResults run, Scenario scenario) =>
        [.. run.Results.Where(cell => cell.Scenario == scenario && cell.IsPlain).OrderBy(cell => cell.PayloadBytes)];
}
