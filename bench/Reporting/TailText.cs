using System.Globalization;
using InterContainer.Bench.Comparing;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>Of which cells the highest percentiles are no more than the slowest message, because they have too few. Pure.</summary>
internal static class TailText
{
    private const int MostCells = 20;

    /// <summary>A line each for p99 and p99.9; none where every cell has enough messages.</summary>
    public static IEnumerable<string> Of(RunResults run)
    {
        var cells = run.Results.Where(cell => cell is { Status: Status.Ok, LatencyNs: not null }).ToList();
        return new[] { Line(cells, 0, RoundValues.LeastForP99, "p99 and p99.9 are"), Line(cells, RoundValues.LeastForP99, 10 * RoundValues.LeastForP99, "p99.9 is") }.OfType<string>();
    }

    private static string? Line(List<CellResult> cells, long least, long enough, string figures)
    {
        var few = cells.Where(cell => cell.LatencyNs!.Count >= least && cell.LatencyNs.Count < enough)
            .Select(cell => string.Create(CultureInfo.InvariantCulture, $"{CellText.Name(cell)} ({cell.LatencyNs!.Count})"))
            .ToList();
        var more = few.Count > MostCells ? string.Create(CultureInfo.InvariantCulture, $" and {few.Count - MostCells} more") : "";
        return few.Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"Of fewer than {enough:N0} messages {figures} the slowest one: {string.Join(", ", few.Take(MostCells))}{more}.");
    }
}
