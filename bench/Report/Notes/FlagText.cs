using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Notes;

/// <summary>Flags as people read them. Pure.</summary>
internal static class FlagText
{
    private const int FewCells = 3;

    /// <summary>What was seen in a cell, without what the code means; empty where that says all.</summary>
    public static string Detail(CellResult cell, Flag flag) => $"{flag.Detail}{InRounds(cell, flag)}".Trim();

    /// <summary>A line for each flag that a run has: in how many cells, in which, and what to do. Of a few cells, what was seen in each as well.</summary>
    public static IEnumerable<string> Kinds(RunResults run) =>
        from cell in run.Results
        from flag in cell.Flags
        group (Cell: cell, Flag: flag) by flag.Title into kind
        let told = kind.Count() <= FewCells
            ? kind.Select(raised => $"{CellText.Name(raised.Cell)}{InBrackets(Detail(raised.Cell, raised.Flag))}")
            : kind.Select(raised => CellText.Name(raised.Cell))
        let advice = kind.First().Flag.Advice is { } does ? $". {char.ToUpperInvariant(does[0])}{does[1..]}" : ""
        select $"{char.ToUpperInvariant(kind.Key[0])}{kind.Key[1..]}, {Cells(kind.Count())}: {string.Join(", ", told)}{advice}.";

    private static string Cells(int number) => number == 1 ? "1 cell" : string.Create(CultureInfo.InvariantCulture, $"{number} cells");

    private static string InBrackets(string detail) => detail.Length == 0 ? "" : detail.StartsWith('(') ? $" {detail}" : $" ({detail})";

    // Beginning with a space; empty where it was raised in all, or stands in the cell alone.
    private static string InRounds(CellResult cell, Flag flag)
    {
        var raised = cell.Rounds.Count(round => round.Flags.Any(own => own.Code == flag.Code));
        return raised == 0 || raised == cell.Rounds.Count ? "" : string.Create(CultureInfo.InvariantCulture, $" (in {raised} of {cell.Rounds.Count} rounds)");
    }
}
