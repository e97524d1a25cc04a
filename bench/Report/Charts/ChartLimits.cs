using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What of a run is drawn where it holds more than a chart can show. Pure.</summary>
internal static class ChartLimits
{
    /// <summary>Rows of a chart that a person can still read.</summary>
    public const int MostTransports = 40;

    /// <summary>Sizes that get a chart of their own.</summary>
    public const int MostPayloads = 8;

    /// <summary>Rows of a calibration.</summary>
    public const int MostFigures = 60;

    /// <summary>The run without what is too much to draw, and one line that says what that is; null: nothing.</summary>
    public static (RunResults Drawn, string? LeftOut) Thin(RunResults run)
    {
        var transports = run.Results.Select(cell => cell.Transport).Distinct().ToList();
        var payloads = run.Results.Select(cell => cell.PayloadBytes).Distinct().ToList();
        var (keptTransports, keptPayloads) = (transports.Take(MostTransports).ToHashSet(), payloads.Take(MostPayloads).ToHashSet());
        string[] leftOut =
        [
            .. Beyond(transports.Count, MostTransports, "transports"),
            .. Beyond(payloads.Count, MostPayloads, "sizes of messages"),
            .. Beyond(run.Calibration.Count, MostFigures, "figures with native tools"),
        ];
        return leftOut.Length == 0
            ? (run, null)
            : (
                run with
                {
                    Results = [.. run.Results.Where(cell => keptTransports.Contains(cell.Transport) && keptPayloads.Contains(cell.PayloadBytes))],
                    Calibration = [.. run.Calibration.Take(MostFigures)],
                },
                $"The charts show the first {string.Join(", and the first ", leftOut)}; the tables show the rest.");
    }

    private static IEnumerable<string> Beyond(int count, int most, string what) => count > most ? [$"{most} of {count} {what}"] : [];
}
