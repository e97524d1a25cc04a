using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Notes;

/// <summary>Which of the highest percentiles a cell does not have, because a round has too few messages, and how many it takes. Pure.</summary>
internal static class TailText
{
    private const int MostCells = 20;

    private static readonly string P99 = $"p99 needs {Whole(CellFigures.LeastForP99)} messages a round";
    private static readonly string P999 = $"p99.9 needs {Whole(CellFigures.LeastForP999)} messages a round";

    /// <summary>What the row of a cell says; null where it has all percentiles up to one, no latency, or never so many messages.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="highest">Of those that the row shows.</param>
    public static string? Need(CellResult cell, Tail highest) => cell.LatencyNs switch
    {
        null => null,
        _ when cell.Scenario == Scenario.Wake => null,
        { P99: null } when highest == Tail.P999 => $"{P99}, p99.9 {Whole(CellFigures.LeastForP999)}{Fewest(cell)}",
        { P99: null } => $"{P99}{Fewest(cell)}",
        { P999: null } when highest == Tail.P999 => $"{P999}{Fewest(cell)}",
        _ => null,
    };

    /// <summary>A line each for p99 and p99.9, with the cells that have too few messages for it; none where every cell has enough.</summary>
    public static IEnumerable<string> Of(RunResults run)
    {
        var cells = run.Results.Where(cell => cell is { Status: Status.Ok, LatencyNs: not null, Scenario: not Scenario.Wake }).ToList();
        return new[]
        {
            Line(P99, [.. cells.Where(cell => cell.LatencyNs!.P99 is null)]),
            Line(P999, [.. cells.Where(cell => cell.LatencyNs is { P99: not null, P999: null })]),
        }.OfType<string>();
    }

    private static string? Line(string needs, IReadOnlyList<CellResult> cells)
    {
        if (cells.Count == 0)
            return null;
        var told = cells.Take(MostCells).Select(cell => Least(cell) is { } least ? $"{CellText.Name(cell)} (the fewest: {least})" : CellText.Name(cell));
        var more = cells.Count > MostCells ? $" and {Whole(cells.Count - MostCells)} more" : "";
        return $"{needs}, and is not given of {string.Join(", ", told)}{more}.";
    }

    private static string Fewest(CellResult cell) => Least(cell) is { } least ? $"; the fewest was {least}" : "";

    private static string? Least(CellResult cell) => cell.Rounds.Count == 0 ? null : Whole(cell.Rounds.Min(round => round.Messages));

    private static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>The percentiles that need many messages.</summary>
internal enum Tail
{
    P99,
    P999,
}
