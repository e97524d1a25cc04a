using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Exporting;

/// <summary>The files of a run for other tools: <c>results.csv</c>, and <c>hgrm/</c> with a file for each cell that has a latency.</summary>
internal static class Exports
{
    public const string CsvName = "results.csv";
    public const string PercentileFolder = "hgrm";

    /// <summary>Writes them, over those of before.</summary>
    /// <returns>What was left out and why, a line each.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<string> Write(RunResults run, string folder)
    {
        File.WriteAllText(Path.Combine(folder, CsvName), ResultsCsv.Of(run));
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var named = run.Results.Where(cell => cell.LatencyNs is not null)
            .Select(cell => (Cell: cell, Name: Unique(PercentileFile.NameOf(cell), names)))
            .ToList();
        var percentiles = Path.Combine(folder, PercentileFolder);
        if (named.Count > 0)
            Directory.CreateDirectory(percentiles);
        return [.. named.AsParallel().AsOrdered().Select(file => Write(file.Cell, percentiles, file.Name)).OfType<string>()];
    }

    private static string? Write(CellResult cell, string folder, string name)
    {
        try
        {
            if (CellFigures.PooledLatency(cell) is { } latency)
                File.WriteAllText(Path.Combine(folder, $"{name}.hgrm"), PercentileFile.Of(cell, latency));
            return null;
        }
        catch (FormatException e)
        {
            return $"{PercentileFolder}/{name}.hgrm was left out: {e.Message}";
        }
    }

    // Two names may differ in nothing but what a file name cannot hold.
    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return unique;
    }
}
