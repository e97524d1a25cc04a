using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>Some transports of a run, which need not be known to this version.</summary>
internal static class TransportFilter
{
    /// <param name="run">The run.</param>
    /// <param name="text">Names with a comma between; one without options stands for it with any.</param>
    /// <exception cref="UsageException">The run has no such transport.</exception>
    public static RunResults Of(RunResults run, string text)
    {
        var known = run.Results.Select(cell => cell.Transport).Concat(run.Calibration.Select(row => row.Transport)).Distinct().ToList();
        var names = Values.SplitTransports(text);
        return names.FirstOrDefault(name => !known.Exists(transport => Matches(transport, name))) is { } unknown
            ? throw new UsageException($"--transport {unknown}: this run has {string.Join(", ", known)}.")
            : run with
            {
                Results = [.. run.Results.Where(cell => names.Any(name => Matches(cell.Transport, name)))],
                Calibration = [.. run.Calibration.Where(row => names.Any(name => Matches(row.Transport, name)))],
            };
    }

    private static bool Matches(string transport, string name) => transport == name || transport.Split(':')[0] == name;
}
