using System.Globalization;
using System.Text;
using InterContainer.Bench.Comparing;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Reporting;

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
        page.Append(NoiseText.Of(run, uncertainty));
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
        page.AppendLine("## Round trip").AppendLine().AppendLine("One message in flight: a request and its reply of the same size.");
        if (ordinary is not null)
            page.AppendLine(OrdinaryRate.Meaning(ordinary.Text));
        page.AppendLine();
        string[] atRate = ordinary is null ? [] : [$">p50 at {ordinary.Text}", $">p99 at {ordinary.Text}"];
        var table = new MarkdownTable(
            [
                ">place", "transport", ">payload", ">p50", ">± 95 %", .. atRate, ">p90", ">p99", ">± 95 %", ">p99.9", ">max", ">one-way request p50",
                ">one-way reply p50", ">messages/s", ">lost", "durability", "status",
            ]);
        var places = Places(cells, uncertainty, Quantity.P50);
        foreach (var cell in cells)
        {
            string[] latency =
            [
                .. Latencies(cell, l => l.P50), NoiseText.Of(uncertainty.Of(cell, Quantity.P50)),
                .. ordinary?.ServiceTimes(cell) ?? [],
                .. Latencies(cell, l => l.P90, l => l.P99), NoiseText.Of(uncertainty.Of(cell, Quantity.P99)),
                .. Latencies(cell, l => l.P999, l => l.Max),
            ];
            string[] oneWay = [.. new[] { cell.OneWayRequestNs, cell.OneWayReplyNs }.Select(delay => delay is null ? "-" : Figures.Duration(delay.P50))];
            table.Add(
            [
                Place(places, cell), cell.Transport, Figures.Bytes(cell.PayloadBytes), .. latency, .. oneWay, Rate(cell), Lost(cell),
                DurabilityText.Of(cell), CellText.Status(cell, TailText.Need(cell, Tail.P999)),
            ]);
        }

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
            "One way, as fast as the responder takes it: what arrived, between the first message and the last. Under way: where each send waits for its "
                + "answer, how many do at once.").AppendLine();
        var table = new MarkdownTable(">place", "transport", ">payload", ">messages/s", ">± 95 %", ">payload/s", "under way", ">lost", "durability", "status");
        var places = Places(cells, uncertainty, Quantity.MessagesPerSecond);
        foreach (var cell in cells)
        {
            table.Add(
                Place(places, cell),
                cell.Transport,
                Figures.Bytes(cell.PayloadBytes),
                Rate(cell),
                NoiseText.Of(uncertainty.Of(cell, Quantity.MessagesPerSecond)),
                cell.Throughput is { } rate ? Figures.BytesPerSecond(rate.BytesPerSecond) : "-",
                CellText.UnderWay(cell) ?? "-",
                Lost(cell),
                DurabilityText.Of(cell),
                CellText.Status(cell));
        }

        page.Append(table).AppendLine();
        Durabilities(page, cells);
    }

    private static void Connections(StringBuilder page, RunResults run)
    {
        var cells = Cells(run, Scenario.Connect);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Connect").AppendLine().AppendLine("From nothing to the first reply, each time with a new initiator.").AppendLine();
        var table = new MarkdownTable("transport", ">payload", ">p50", ">p90", ">p99", ">max", ">connections/s", "status");
        foreach (var cell in cells)
        {
            table.Add(
            [
                cell.Transport, Figures.Bytes(cell.PayloadBytes), .. Latencies(cell, l => l.P50, l => l.P90, l => l.P99, l => l.Max), Rate(cell),
                CellText.Status(cell, TailText.Need(cell, Tail.P99)),
            ]);
        }

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

    private static string[] Latencies(CellResult cell, params Func<DistributionSummary, double?>[] figures) =>
        [.. figures.Select(figure => cell.LatencyNs is { } latency && figure(latency) is { } ns ? Figures.Duration(ns) : "-")];

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
    private static Dictionary<CellResult, int> Places(IReadOnlyList<CellResult> cells, Uncertainty uncertainty, Quantity quantity)
    {
        var places = new Dictionary<CellResult, int>(ReferenceEqualityComparer.Instance);
        foreach (var alike in cells.Where(cell => cell.Family != Family.Baseline).GroupBy(cell => cell.PayloadBytes))
        {
            foreach (var (cell, place) in Ranking.Places(alike, uncertainty, quantity))
                places[cell] = place;
        }

        return places;
    }

    private static string Place(Dictionary<CellResult, int> places, CellResult cell) =>
        places.TryGetValue(cell, out var place) ? place.ToString(CultureInfo.InvariantCulture) : "-";

    private static List<CellResult> Cells(RunResults run, Scenario scenario) =>
        [.. run.Results.Where(cell => cell.Scenario == scenario && cell.IsPlain).OrderBy(cell => cell.PayloadBytes)];

    private static string Rate(CellResult cell) => cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-";

    private static string Lost(CellResult cell) => cell.Counts?.Lost.ToString(CultureInfo.InvariantCulture) ?? "-";
}
