using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Report.Notes;

/// <summary>What an accepted message has reached, in words; and a warning where cells that stand side by side differ in it.</summary>
internal static class DurabilityText
{
    public static string Of(CellResult cell) => cell.Settings.GetValueOrDefault(Durability.Setting, "-");

    /// <summary>One line; null where all are alike.</summary>
    public static string? Difference(IEnumerable<CellResult> cells)
    {
        var kinds = cells.Where(cell => cell.Status == Status.Ok && cell.Family != Family.Baseline && cell.Settings.ContainsKey(Durability.Setting))
            .GroupBy(Of)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => $"{kind.Key}: {string.Join(", ", kind.Select(cell => cell.Transport).Distinct())}")
            .ToList();
        return kinds.Count < 2
            ? null
            : $"These rows differ in durability, so compare like with like. What an accepted message has reached: {string.Join("; ", kinds)}.";
    }
}
