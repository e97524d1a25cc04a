using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Page;

/// <summary>What failed and what is flagged, in plain words; cells of one flag stand together.</summary>
internal static class NotesSection
{
    private const int MostCells = 60;

    public static void Add(Html page, RunResults run)
    {
        page.Open("section", ("id", "notes")).Element("h2", "Warnings and failures");
        if (DurabilityText.Difference(run.Results) is { } difference)
            page.Element("p", difference);
        foreach (var line in TailText.Of(run).Concat(RuntimeText.Causes(run.Results)))
            page.Element("p", line);
        var bad = run.Results.Where(cell => cell.Reason is not null || cell.Status != Status.Ok).ToList();
        List(
            page,
            "Without figures, or with figures that cannot be trusted",
            bad.Select(cell => ($"{CellText.Outcome(cell)} {CellText.Name(cell)}", cell.Reason ?? "no reason is given")));
        foreach (var flag in Flags(run))
            List(page, $"Flag: {flag.Key}", flag.Select(pair => (CellText.Name(pair.Cell), pair.Detail)), flag.First().Advice);
        if (bad.Count == 0 && !Flags(run).Any())
            page.Element("p", "No cell failed and none is flagged.");
        page.Close("section").Line();
    }

    // What was seen may differ from cell to cell; what to do about it does not.
    private static IEnumerable<IGrouping<string, (CellResult Cell, string Detail, string? Advice)>> Flags(RunResults run) => run.Results
        .SelectMany(cell => cell.Flags.Select(flag => (Flag: flag, Cell: cell)))
        .GroupBy(pair => pair.Flag.Title, pair => (pair.Cell, FlagText.Detail(pair.Cell, pair.Flag), pair.Flag.Advice));

    private static void List(Html page, string title, IEnumerable<(string Cell, string Text)> lines, string? advice = null)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            return;
        page.Element("h3", title);
        if (advice is not null)
            page.Element("p", $"{char.ToUpperInvariant(advice[0])}{advice[1..]}.");
        foreach (var same in all.Take(MostCells).GroupBy(line => line.Text))
            page.Open("p")
                .Text(same.Key.Length > 0 ? $"{same.Key.TrimEnd('.')}: " : "")
                .Element("span", $"{string.Join(", ", same.Select(line => line.Cell).Distinct())}.", ("class", "aside"))
                .Close("p")
                .Line();
        if (all.Count > MostCells)
            page.Element("p", $"And {all.Count - MostCells} more, which stand in the table.", ("class", "aside"));
    }
}
