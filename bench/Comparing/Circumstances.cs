using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Comparing;

/// <summary>In what two runs differ beside their figures: why those may not be comparable. Pure.</summary>
internal static class Circumstances
{
    private const int MostNames = 5;

    /// <summary>A line a difference; empty where there is none.</summary>
    public static IEnumerable<string> Differences(RunResults first, RunResults second, RunComparison comparison)
    {
        foreach (var (name, of) in Facts)
        {
            if (of(first) is { } one && of(second) is { } other && one != other)
                yield return $"{name}: {one} / {other}";
        }

        foreach (var role in Images(first).Keys.Union(Images(second).Keys).Order(StringComparer.Ordinal))
        {
            var (one, other) = (Images(first).GetValueOrDefault(role, "none"), Images(second).GetValueOrDefault(role, "none"));
            if (one != other)
                yield return $"image of {role}: {one} / {other}";
        }

        var settings = from pair in comparison.Pairs
                       where pair.First.Settings.Count > 0 && pair.Second.Settings.Count > 0
                       from name in pair.First.Settings.Keys.Union(pair.Second.Settings.Keys)
                       let one = pair.First.Settings.GetValueOrDefault(name, "none")
                       let other = pair.Second.Settings.GetValueOrDefault(name, "none")
                       where one != other
                       group pair.First.Transport by $"setting {name}: {one} / {other}";
        foreach (var setting in settings)
            yield return $"{setting.Key} ({Some(setting.Distinct())})";
    }

    private static readonly (string Name, Func<RunResults, string?> Of)[] Facts =
    [
        ("version", run => run.Run.Version),
        ("processor", run => run.Run.Host.Cpu),
        // An older file does not say.
        ("processor traits", run => Reporting.MachineText.Processor(run.Run.Host.Processor)),
        ("cores", run => run.Run.Host.Cores.ToString(CultureInfo.InvariantCulture)),
        ("memory", run => Reporting.Figures.Bytes(run.Run.Host.MemoryBytes)),
        ("system", run => run.Run.Host.Os),
        ("kernel", run => run.Run.Host.Kernel),
        ("runtime", run => run.Run.Host.Runtime),
        ("engine", run => $"{run.Run.Host.Engine ?? "none"} {run.Run.Host.EngineVersion}".TrimEnd()),
        ("storage driver", run => run.Run.Host.StorageDriver ?? "none"),
        ("isolation", run => string.Join(" and ", run.Results.Select(cell => Reporting.Words.Of(cell.Isolation)).Distinct().Order(StringComparer.Ordinal))),
        ("rounds", run => run.Results.Select(cell => cell.Rounds.Count).DefaultIfEmpty().Max().ToString(CultureInfo.InvariantCulture)),
    ];

    private static Dictionary<string, string> Images(RunResults run) => run.Results
        .SelectMany(cell => cell.Images)
        .GroupBy(image => image.Key)
        .ToDictionary(group => group.Key, group => string.Join(" and ", group.Select(image => image.Value).Distinct().Order(StringComparer.Ordinal)));

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= MostNames ? string.Join(", ", all) : $"{string.Join(", ", all.Take(MostNames))} and {all.Count - MostNames} more";
    }
}
