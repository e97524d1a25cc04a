using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Page;

/// <summary>All cells, a row each, which a script can sort and filter. Pure.</summary>
internal static class CellTable
{
    private static readonly string[] Chosen = ["scenario", "family", "payload", "status"];

    private static CellColumn[] ColumnsOf(RunResults run, Uncertainty uncertainty) =>
    [
        CellColumns.Transport,
        CellColumns.Family,
        CellColumns.Scenario,
        CellColumns.Payload,
        CellColumns.Status(),
        CellColumns.Latency.P50,
        CellColumns.Interval(uncertainty, Quantity.P50),
        CellColumns.Latency.P90,
        CellColumns.Latency.P99,
        CellColumns.Interval(uncertainty, Quantity.P99),
        CellColumns.Latency.P999,
        CellColumns.Latency.Max,
        CellColumns.OneWayRequest.P50,
        CellColumns.OneWayReply.P50,
        CellColumns.Rate,
        CellColumns.Interval(uncertainty, Quantity.MessagesPerSecond),
        CellColumns.Bytes,
        CellColumns.Cores,
        CellColumns.Lost,
        CellColumns.Initiators,
        CellColumns.InFlight,
        CellColumns.Responders,
        CellColumns.Subscribers,
        CellColumns.FanOut,
        CellColumns.Limits,
        .. CellColumns.Places.Where(place => run.Results.Any(cell => place.Value(cell) is not null)),
        CellColumns.Offered,
        CellColumns.Silence,
        CellColumns.Isolation,
        CellColumns.Durability,
        CellColumn.OfText("reason and flags", "What to know before trusting the row", null, Notes),
    ];

    /// <summary>Adds the table.</summary>
    /// <param name="page">Grows by it.</param>
    /// <param name="run">Whose cells.</param>
    /// <param name="room">How many characters it may take at most.</param>
    /// <returns>How many cells found no room.</returns>
    public static int Add(Html page, RunResults run, int room)
    {
        var (cells, columns) = (run.Results, ColumnsOf(run, new Uncertainty(run)));
        page.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", "All cells, scrolls sideways"))
            .Open("table", ("id", "cells"), ("class", "data"))
            .Element("caption", "Every cell of the run: one transport, doing one thing, with messages of one size.")
            .Open("thead").Open("tr");
        foreach (var column in columns)
            page.Element("th", column.Name, ("scope", "col"), ("title", column.Description), ("class", column.IsNumber ? "n" : null), ("aria-sort", "none"));
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
        var (cells, columns) = (run.Results, ColumnsOf(run, new Uncertainty(run)));
        foreach (var name in Chosen.Concat(CellColumns.Places.Select(place => place.Name)))
        {
            var index = Array.FindIndex(columns, column => column.Name == name);
            if (index < 0)
                continue;
            var ordered = columns[index].IsNumber ? cells.OrderBy(columns[index].Number).ToList() : cells;
            // What a status says after its word differs from row to row, and the script does not read it.
            yield return (name, index, [.. ordered.Select(name == "status" ? CellText.Outcome : columns[index].Text).Distinct().Take(100)]);
        }
    }

    // Ends of cells and rows may be left out in HTML; in 2,000 rows they are a part of the page's size.
    private static void AddRow(Html page, CellColumn[] columns, CellResult cell)
    {
        page.Raw("\n").Open("tr", ("class", cell.Status == Status.Ok ? null : $"s-{EnumText.Of(cell.Status)}"));
        foreach (var (index, column) in columns.Index())
        {
            if (index == 0)
                page.Open("th", ("scope", "row"));
            else
                page.Open("td", ("data-v", column.IsNumber ? Html.Number(column.Number(cell)) ?? "" : null));
            page.Text(column.Text(cell));
        }
    }

    private static string Notes(CellResult cell) =>
        string.Join("; ", cell.Flags.Select(flag => flag.Title).Distinct().Prepend(TailText.Need(cell, Tail.P999)).Prepend(cell.Reason).OfType<string>());
}
