using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Exporting;

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
        List<string> left = [];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var cell in run.Results)
        {
            if (cell.LatencyNs is null)
                continue;
            var name = Unique(PercentileFile.NameOf(cell), names);
            try
            {
                if (CellFigures.PooledLatency(cell) is not { } latency)
                    continue;
                var text = PercentileFile.Of(cell, latency);
                File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, PercentileFolder)).FullName, $"{name}.hgrm"), text);
            }
            catch (FormatException e)
            {
                left.Add($"{PercentileFolder}/{name}.hgrm was left out: {e.Message}");
            }
        }

        return left;
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
