using System.Globalization;
using InterContainer.Bench.Comparing;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting.Page;

/// <summary>All cells, a row each, which a script can sort and filter. Pure.</summary>
internal static class CellTable
{
    private static Column[] ColumnsOf(Uncertainty uncertainty) =>
    [
        Column.OfText("transport", "Name and options", cell => cell.Transport),
        Column.OfText("family", "The way of talking it belongs to", cell => EnumText.Of(cell.Family)),
        Column.OfText("scenario", "What was done", cell => EnumText.Of(cell.Scenario)),
        Column.OfNumber("payload", "Size of each message", cell => cell.PayloadBytes, Figures.Bytes),
        Column.OfText("status", "Whether the figures may be trusted", cell => CellText.Status(cell)),
        Latency("p50", "What half of the messages took at most: round trip, response time, or time to the first reply", l => l.P50),
        May("p50 ± 95 %", uncertainty, Quantity.P50),
        Latency("p90", "What 90 % of the messages took at most", l => l.P90),
        Latency("p99", "What 99 % of the messages took at most", l => l.P99),
        May("p99 ± 95 %", uncertainty, Quantity.P99),
        Latency("p99.9", "What 99.9 % of the messages took at most", l => l.P999),
        Latency("max", "The slowest message", l => l.Max),
        Column.OfNumber("one-way request p50", "Median one-way delay from initiator to responder", cell => cell.OneWayRequestNs?.P50, Figures.Duration),
        Column.OfNumber("one-way reply p50", "Median one-way delay from responder to initiator", cell => cell.OneWayReplyNs?.P50, Figures.Duration),
        Column.OfNumber("messages/s", "Messages per second", cell => cell.Throughput?.MessagesPerSecond, Figures.Rate),
        May("messages/s ± 95 %", uncertainty, Quantity.MessagesPerSecond),
        Column.OfNumber("bytes/s", "Payload per second", cell => cell.Throughput?.BytesPerSecond, Figures.BytesPerSecond),
        Column.OfNumber(
            "cores",
            "CPU time of both ends and the services by elapsed time",
            cell => cell.TotalCores() is > 0 and var cores ? cores : null,
            Figures.Digits),
        Column.OfNumber("lost", "Messages sent that did not arrive", cell => cell.Counts?.Lost, Whole),
        Column.OfNumber("initiators", "How many at once", cell => cell.Initiators, Whole),
        Column.OfNumber("in flight", "Requests, or sends of a stream, that each initiator had under way at once", cell => cell.InFlight, Whole),
        Column.OfNumber("responders", "How many share the load", cell => cell.Responders, Whole),
        Column.OfNumber("subscribers", "How many got every message", cell => cell.Subscribers, Whole),
        Column.OfText("fan-out", "How every subscriber gets a message: the transport's own way, or a send to each", cell => FanOutText.Way(cell) ?? ""),
        Column.OfText("limits", "What each end's container, or each responder's, might use", cell => CellText.Conditions(cell).Trim()),
        Column.OfNumber("offered", "Offered rate, messages per second", cell => cell.OfferedRate, Figures.Rate),
        Column.OfNumber("silence", "How long nothing was sent before each message", cell => cell.SilenceMs * 1e6, Figures.Duration),
        Column.OfText("isolation", "How the two ends were isolated", cell => EnumText.Of(cell.Isolation)),
        Column.OfText("durability", "What an accepted message has reached", DurabilityText.Of),
        Column.OfText("reason and flags", "What to know before trusting the row", Notes),
    ];

    /// <summary>Adds the table.</summary>
    /// <param name="page">Grows by it.</param>
    /// <param name="run">Whose cells.</param>
    /// <param name="room">How many characters it may take at most.</param>
    /// <returns>How many cells found no room.</returns>
    public static int Add(Html page, RunResults run, int room)
    {
        var (cells, columns) = (run.Results, ColumnsOf(new Uncertainty(run)));
        page.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", "All cells, scrolls sideways"))
            .Open("table", ("id", "cells"), ("class", "data"))
            .Element("caption", "Every cell of the run: one transport, doing one thing, with messages of one size.")
            .Open("thead").Open("tr");
        foreach (var column in columns)
            page.Element("th", column.Name, ("scope", "col"), ("title", column.Legend), ("class", column.Value is null ? null : "n"), ("aria-sort", "none"));
        page.Close("tr").Close("thead").Line().Open("tbody");
        var end = page.Length + room;
        var shown = 0;
        while (shown < cells.Count && page.Length < end)
            AddRow(page, columns, cells[shown++]);
        page.Close("tbody").Close("table").Close("div").Line();
        return cells.Count - shown;
    }

    /// <summary>The columns whose few values a reader can choose from, as they stand in the table.</summary>
    public static IEnumerable<(string Name, int Index, IReadOnlyList<string> Values)> Choices(RunResults run)
    {
        var (cells, columns) = (run.Results, ColumnsOf(new Uncertainty(run)));
        foreach (var name in new[] { "scenario", "family", "payload", "status" })
        {
            var index = Array.FindIndex(columns, column => column.Name == name);
            var ordered = columns[index].Value is { } value ? cells.OrderBy(value).ToList() : cells;
            // What a status says after its word differs from row to row, and the script does not read it.
            yield return (name, index, [.. ordered.Select(name == "status" ? CellText.Outcome : columns[index].Text).Distinct().Take(100)]);
        }
    }

    // Ends of cells and rows may be left out in HTML; in 2,000 rows they are a part of the page's size.
    private static void AddRow(Html page, Column[] columns, CellResult cell)
    {
        page.Raw("\n").Open("tr", ("class", cell.Status == Status.Ok ? null : $"s-{EnumText.Of(cell.Status)}"));
        foreach (var (index, column) in columns.Index())
        {
            var value = column.Value?.Invoke(cell);
            if (index == 0)
                page.Open("th", ("scope", "row"));
            else
                page.Open("td", ("data-v", column.Value is null ? null : Html.Number(value) ?? ""));
            page.Text(column.Text(cell));
        }
    }

    private static string Notes(CellResult cell) =>
        string.Join("; ", cell.Flags.Select(flag => flag.Title).Distinct().Prepend(TailText.Need(cell, Tail.P999)).Prepend(cell.Reason).OfType<string>());

    private static Column Latency(string name, string legend, Func<DistributionSummary, double?> percentile) =>
        Column.OfNumber(name, legend, cell => cell.LatencyNs is { } latency ? percentile(latency) : null, Figures.Duration);

    private static Column May(string name, Uncertainty uncertainty, Quantity quantity) =>
        Column.OfNumber(name, "How far the figure may be off", cell => uncertainty.Of(cell, quantity), logarithm => NoiseText.Of(logarithm));

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>A column: its text, and for numbers the value to sort by.</summary>
    private sealed record Column(string Name, string Legend, Func<CellResult, string> Text, Func<CellResult, double?>? Value)
    {
        public static Column OfText(string name, string legend, Func<CellResult, string> text) => new(name, legend, text, null);

        public static Column OfNumber(string name, string legend, Func<CellResult, double?> value, Func<double, string> words) =>
            new(name, legend, cell => value(cell) is { } number ? words(number) : "-", value);
    }
}
