using System.Globalization;
using System.Text;
using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

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
        page.AppendLine(CultureInfo.InvariantCulture, $"`{run.Run.Command.Replace('`', '\'')}`").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{Escape(MachineText.Of(run))}; version {Escape(run.Run.Version)}.").AppendLine();
        if (run.Run.FinishedUtc is null)
            page.AppendLine("**Interrupted:** only the cells that were finished are here.").AppendLine();
        RoundTrips(page, run);
        Streams(page, run);
        Notes(page, run);
        foreach (var (title, path) in charts)
            page.AppendLine(CultureInfo.InvariantCulture, $"![{title}]({path})").AppendLine();
        return page.ToString();
    }

    /// <summary>Text from outside, harmless in a cell of a table.</summary>
    public static string Escape(string text) => text
        .ReplaceLineEndings(" ")
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal);

    private static void RoundTrips(StringBuilder page, RunResults run)
    {
        var cells = Cells(run, Scenario.RoundTrip);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Round trip").AppendLine().AppendLine("One message in flight: a request and its reply of the same size.").AppendLine();
        page.AppendLine("| transport | payload | p50 | p90 | p99 | p99.9 | max | messages/s | lost | status |");
        page.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var cell in cells)
        {
            var latency = cell.LatencyNs is { } l
                ? $"{Figures.Duration(l.P50)} | {Figures.Duration(l.P90)} | {Figures.Duration(l.P99)} | {Figures.Duration(l.P999)} | {Figures.Duration(l.Max)}"
                : "- | - | - | - | -";
            page.AppendLine(CultureInfo.InvariantCulture, $"| {Escape(cell.Transport)} | {Figures.Bytes(cell.PayloadBytes)} | {latency} | {Rate(cell)} | {Lost(cell)} | {CellText.Status(cell)} |");
        }

        page.AppendLine();
    }

    private static void Streams(StringBuilder page, RunResults run)
    {
        var cells = Cells(run, Scenario.Stream);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Stream").AppendLine().AppendLine("One way, as fast as the responder takes it: what arrived, between the first message and the last.").AppendLine();
        page.AppendLine("| transport | payload | messages/s | payload/s | lost | status |");
        page.AppendLine("| --- | ---: | ---: | ---: | ---: | --- |");
        foreach (var cell in cells)
            page.AppendLine(CultureInfo.InvariantCulture, $"| {Escape(cell.Transport)} | {Figures.Bytes(cell.PayloadBytes)} | {Rate(cell)} | {(cell.Throughput is { } rate ? Figures.BytesPerSecond(rate.BytesPerSecond) : "-")} | {Lost(cell)} | {CellText.Status(cell)} |");
        page.AppendLine();
    }

    private static void Notes(StringBuilder page, RunResults run)
    {
        var notes = run.Results
            .SelectMany(cell => cell.Flags.Append(cell.Reason).OfType<string>().Select(note => $"- {Escape(CellText.Name(cell))}, {CellText.Status(cell)}: {Escape(note)}"))
            .ToList();
        if (notes.Count == 0)
            return;
        page.AppendLine("## To be known before trusting a figure").AppendLine();
        notes.ForEach(note => page.AppendLine(note));
        page.AppendLine();
    }

    private static List<CellResult> Cells(RunResults run, Scenario scenario) =>
        [.. run.Results.Where(cell => cell.Scenario == scenario).OrderBy(cell => cell.PayloadBytes)];

    private static string Rate(CellResult cell) => cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-";

    private static string Lost(CellResult cell) => cell.Counts?.Lost.ToString(CultureInfo.InvariantCulture) ?? "-";
}
