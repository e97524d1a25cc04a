using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>A cell in words.</summary>
internal static class CellText
{
    /// <summary>Loud where the figures may not be trusted.</summary>
    public static string Status(CellResult cell) => cell.Status is Runner.Results.Status.Failed or Runner.Results.Status.Invalid
        ? Words.Of(cell.Status).ToUpperInvariant()
        : Words.Of(cell.Status);

    /// <summary>Which one it is.</summary>
    public static string Name(CellResult cell) =>
        $"{cell.Transport} {Words.Of(cell.Scenario)} {Figures.Bytes(cell.PayloadBytes)}{(cell.Initiators > 1 ? $" ×{cell.Initiators}" : "")}{(cell.OfferedRate is { } rate ? $" at {Figures.Rate(rate)}" : "")}{Limits(cell)}";

    private static string Limits(CellResult cell) => string.Concat(
        cell.CpuLimit is { } cpus ? $" on {Figures.Digits(cpus)} cpus" : "",
        cell.MemoryLimitBytes is { } bytes ? $" in {Figures.Bytes(bytes)}" : "");
}
