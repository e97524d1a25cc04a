using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Comparing;

/// <summary>In what two runs differ, except their figures: why those may not be comparable. Pure.</summary>
internal static class Circumstances
{
    private const int MostNames = 5;

    /// <summary>In what two machines differ that decides figures; a line a difference, empty where there is none.</summary>
    public static IEnumerable<string> Differences(HostInfo first, HostInfo second) =>
        Machine.Select(fact => Difference(fact.Name, fact.Of(first), fact.Of(second))).OfType<string>();

    /// <summary>A line a difference; empty where there is none.</summary>
    public static IEnumerable<string> Differences(RunResults first, RunResults second, RunComparison comparison)
    {
        foreach (var (name, of) in Facts)
        {
            if (Difference(name, of(first), of(second)) is { } difference)
                yield return difference;
        }

        foreach (var difference in Ingredients(first, second, comparison))
            yield return difference;
    }

    /// <summary>In what the images and settings of two runs differ; a line a difference, empty where there is none.</summary>
    public static IEnumerable<string> Ingredients(RunResults first, RunResults second, RunComparison comparison)
    {
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

    private static readonly (string Name, Func<HostInfo, string?> Of)[] Machine =
    [
        ("processor", host => host.Cpu),
        ("processor traits", host => ProcessorText.Of(host.Processor)),
        ("cores", host => host.Cores.ToString(CultureInfo.InvariantCulture)),
        ("memory", host => Figures.Bytes(host.MemoryBytes)),
        ("system", host => host.Os),
        ("kernel", host => host.Kernel),
        ("runtime", host => host.Runtime),
        ("engine", host => $"{host.Engine ?? "none"} {host.EngineVersion}".TrimEnd()),
        ("storage driver", host => host.StorageDriver ?? "none"),
        ("cgroup version", host => host.CgroupVersion),
        ("container runtime", host => host.ContainerRuntime),
    ];

    private static readonly (string Name, Func<RunResults, string?> Of)[] Facts =
    [
        ("version", run => run.Run.Version),
        .. Machine.Select(fact => (fact.Name, new Func<RunResults, string?>(run => fact.Of(run.Run.Host)))),
        ("isolation", run => string.Join(" and ", run.Results.Select(cell => EnumText.Of(cell.Isolation)).Distinct().Order(StringComparer.Ordinal))),
        ("rounds", run => run.Results.Select(cell => cell.Rounds.Count).DefaultIfEmpty().Max().ToString(CultureInfo.InvariantCulture)),
        ("runs", run => Math.Max(1, run.Run.Merged.Count).ToString(CultureInfo.InvariantCulture)),
    ];

    // An older file does not say everything.
    private static string? Difference(string name, string? one, string? other) =>
        one is null || other is null || one == other ? null : $"{name}: {one} / {other}";

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
