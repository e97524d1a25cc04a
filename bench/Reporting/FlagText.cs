using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>Flags as people read them. Pure.</summary>
internal static class FlagText
{
    /// <summary>All of it, and in how many rounds it was raised where not in all.</summary>
    public static string Of(CellResult cell, Flag flag) => $"{flag.Text}{InRounds(cell, flag)}";

    /// <summary>What was seen in a cell, without what the code means; empty where that says all.</summary>
    public static string Detail(CellResult cell, Flag flag) => $"{flag.Detail}{InRounds(cell, flag)}".Trim();

    // Beginning with a space; empty where it was raised in all, or stands in the cell alone.
    private static string InRounds(CellResult cell, Flag flag)
    {
        var raised = cell.Rounds.Count(round => round.Flags.Any(own => own.Code == flag.Code));
        return raised == 0 || raised == cell.Rounds.Count ? "" : string.Create(CultureInfo.InvariantCulture, $" (in {raised} of {cell.Rounds.Count} rounds)");
    }
}
