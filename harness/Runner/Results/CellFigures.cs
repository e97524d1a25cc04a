using HdrHistogram;
using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>
/// The figures of a cell, each one function of its rounds' own figures, so that no round weighs more than another. Percentiles, means and rates: the
/// geometric mean over the rounds that have them; where rounds stand in runs, the geometric mean of the runs' geometric means. Counts: the sum.
/// Minimum: the least. Maximum: the greatest. Of the runtime: sums, and of allocated bytes a message the arithmetic mean. Warm-up and measured time: sums.
/// Pure.
/// </summary>
public static class CellFigures
{
    /// <summary>
    /// How many messages each round needs for p99. The slowest of n lies above the true percentile with a probability of 1 - 0.99ⁿ, which is 95 % from
    /// 299 on.
    /// </summary>
    public const long LeastForP99 = 300;

    /// <summary>How many messages each round needs for p99.9: 1 - 0.999ⁿ is 95 % from 2,995 on.</summary>
    public const long LeastForP999 = 3_000;

    /// <summary>The same cell with these rounds, and all figures that follow from them.</summary>
    /// <param name="cell">
    /// Its <see cref="CellResult.Pooled"/> stands in for what rounds of schema 1 do not have; there <see cref="CellResult.WarmUpNs"/> and
    /// <see cref="CellResult.MeasuredNs"/> stay.
    /// </param>
    /// <param name="rounds">In order.</param>
    internal static CellResult With(this CellResult cell, IReadOnlyList<RoundResult> rounds) => cell with
    {
        Rounds = rounds,
        Flags =
        [
            .. cell.Flags.Where(flag => flag.Code != FlagCodes.BimodalBetweenRounds),
            .. RoundModes.Flag(cell.Scenario, rounds) is { } modes ? [modes] : Array.Empty<Flag>(),
        ],
        LatencyNs = cell.Pooled is { } pooled ? Of(pooled.LatencyNs, rounds) : Of(rounds, round => round.LatencyNs),
        ServiceTimeNs = cell.Pooled is { } ofService ? Of(ofService.ServiceTimeNs, rounds, hasOwn: false) : Of(rounds, round => round.ServiceTimeNs),
        SendLatenessNs = Of(rounds, round => round.SendLatenessNs),
        OneWayRequestNs = cell.Pooled is { } there ? Of(there.OneWayRequestNs, rounds, hasOwn: false) : Of(rounds, round => round.OneWayRequestNs),
        OneWayReplyNs = cell.Pooled is { } back ? Of(back.OneWayReplyNs, rounds, hasOwn: false) : Of(rounds, round => round.OneWayReplyNs),
        Throughput = Rate(rounds),
        Agents = Together(rounds),
        WarmUpNs = cell.Pooled is null ? rounds.Sum(round => round.WarmUpNs) : cell.WarmUpNs,
        MeasuredNs = cell.Pooled is null ? rounds.Sum(round => round.MeasuredNs) : cell.MeasuredNs,
    };

    /// <summary>Flags of several rounds as those of the cell: one a code, with every detail that was seen.</summary>
    internal static IReadOnlyList<Flag> Together(IEnumerable<Flag> flags) =>
    [
        .. flags.GroupBy(flag => flag.Code)
            .Select(same => (Code: same.Key, Details: string.Join("; ", same.Select(flag => flag.Detail).OfType<string>().Distinct())))
            .Select(flag => new Flag(flag.Code, flag.Details.Length > 0 ? flag.Details : null)),
    ];

    /// <summary>The latency of all messages of all rounds, in which a fast round weighs more: for the shape of a distribution, not for a figure.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="FormatException">One of the histograms is none.</exception>
    public static HistogramBase? PooledLatency(CellResult cell)
    {
        var latencies = cell.Pooled is { } pooled ? [pooled.LatencyNs] : cell.Rounds.Select(round => round.LatencyNs);
        var texts = latencies.OfType<Distribution>().Select(latency => latency.Histogram).ToList();
        if (texts.Count == 0)
            return null;
        var recorded = texts.Select(LatencyHistogram.Recorded).ToList();
        // As wide as it has to be: a walk through it visits every bucket.
        var highest = recorded.Where(buckets => buckets.Count > 0).Max(buckets => (long?)buckets[^1].Highest) ?? 0;
        var sum = new LongHistogram(1, Math.Clamp(highest, 2, LatencyHistogram.MaxNs), 3);
        foreach (var bucket in recorded.SelectMany(buckets => buckets))
            sum.RecordValueWithCount(Math.Min(bucket.Lowest, LatencyHistogram.MaxNs), bucket.Count);
        return sum;
    }

    /// <summary>Of the rounds that have such a distribution; null where none has.</summary>
    internal static DistributionSummary? Of(IEnumerable<RoundResult> rounds, Func<RoundResult, Distribution?> of)
    {
        var own = rounds.Select(round => (round.Run, Value: of(round)!)).Where(round => round.Value is not null).ToList();
        if (own.Count == 0)
            return null;
        var fewest = own.Min(round => round.Value.Count);
        double Mean(Func<Distribution, double> figure) => GeometricMean(own.Select(round => (round.Run, figure(round.Value))));
        return new DistributionSummary
        {
            Count = own.Sum(round => round.Value.Count),
            Min = own.Min(round => round.Value.Min),
            Mean = Mean(round => round.Mean),
            P50 = Mean(round => round.P50),
            P90 = Mean(round => round.P90),
            P99 = fewest < LeastForP99 ? null : Mean(round => round.P99),
            P999 = fewest < LeastForP999 ? null : Mean(round => round.P999),
            Max = own.Max(round => round.Value.Max),
        };
    }

    // Of schema 1. Where rounds have percentiles, no other figure of all messages may stand next to theirs: it may lie on the other side of them.
    private static DistributionSummary? Of(Distribution? pooled, IReadOnlyList<RoundResult> rounds, bool hasOwn = true)
    {
        if (pooled is null)
            return null;
        var fewest = rounds.Count == 0 ? 0 : rounds.Min(round => round.Messages);
        hasOwn &= rounds.Any(round => round.Percentiles?.P50 is not null);
        double Own(Func<RoundPercentiles, long?> of, long ofAll) =>
            hasOwn && rounds.Select(round => round.Percentiles is { } percentiles ? of(percentiles) : null).OfType<long>().ToList() is { Count: > 0 } own
                ? GeometricMean(own.Select(value => (double)value))
                : ofAll;
        return new DistributionSummary
        {
            Count = pooled.Count,
            Min = pooled.Min,
            Mean = hasOwn ? null : pooled.Mean,
            P50 = Own(round => round.P50, pooled.P50),
            P90 = hasOwn ? null : pooled.P90,
            P99 = fewest < LeastForP99 ? null : Own(round => round.P99, pooled.P99),
            P999 = fewest < LeastForP999 ? null : Own(round => round.P999, pooled.P999),
            Max = pooled.Max,
        };
    }

    private static Throughput? Rate(IEnumerable<RoundResult> rounds)
    {
        var own = rounds.Where(round => round.Throughput is not null).ToList();
        return own.Count == 0
            ? null
            : new Throughput(
                GeometricMean(own.Select(round => (round.Run, round.Throughput!.MessagesPerSecond))),
                GeometricMean(own.Select(round => (round.Run, round.Throughput!.BytesPerSecond))));
    }

    private static RoleRuntimes? Together(IEnumerable<RoundResult> rounds)
    {
        var own = rounds.Select(round => round.Agents).OfType<RoleRuntimes>().ToList();
        return own.Count == 0
            ? null
            : new RoleRuntimes(Together(own.Select(agents => agents.Initiator)), Together(own.Select(agents => agents.Responder)));
    }

    private static RuntimeActivity? Together(IEnumerable<RuntimeActivity?> rounds)
    {
        var own = rounds.OfType<RuntimeActivity>().ToList();
        return own.Count == 0 ? null : new RuntimeActivity(
            own.Sum(round => round.CompiledMethods),
            own.Sum(round => round.CompileNs),
            (int)Math.Min(int.MaxValue, own.Sum(round => (long)round.GcCount)),
            own.Sum(round => round.GcPauseNs),
            own.Average(round => round.AllocatedBytesPerMessage));
    }

    // Rounds of one run share its luck, so each run counts once.
    private static double GeometricMean(IEnumerable<(string? Run, double Value)> rounds) =>
        GeometricMean(rounds.GroupBy(round => round.Run, round => round.Value).Select(GeometricMean));

    // By ratios to the first, so that the mean of what is equal is exactly that.
    private static double GeometricMean(IEnumerable<double> positive)
    {
        var values = positive.ToList();
        return values[0] * Math.Exp(values.Average(value => Math.Log(value / values[0])));
    }
}
