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
        $"{cell.Transport} {Words.Of(cell.Scenario)} {Figures.Bytes(cell.PayloadBytes)}{(cell.Initiators > 1 ? $" ×{cell.Initiators}" : "")}{(cell.OfferedRate is { } rate ? $" at {Figures.Rate(rate)}" : "")}{Limits(cell.CpuLimit, cell.MemoryLimitBytes)}";

    /// <summary>Beginning with a space; empty without limits.</summary>
    public static string Limits(double? cpus, long? memoryBytes) => string.Concat(
        cpus is { } processors ? $" on {Figures.Digits(processors)} cpus" : "",
        memoryBytes is { } bytes ? $" in {Figures.Bytes(bytes)}" : "");
}
