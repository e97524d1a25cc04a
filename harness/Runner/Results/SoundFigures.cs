using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Results;

/// <summary>Why a figure of a file cannot be true, in a few words; null: it can. Pure.</summary>
internal static class SoundFigures
{
    /// <summary>Above every count and time (11 days in ns) of a run, and low enough that sums over 10,000 cells hold.</summary>
    public const long Most = 1_000_000_000_000_000;

    private static readonly double[] Ranks = [50, 90, 99, 99.9, 100];

    public static string? WhyNot(string name, double? value, double least = 0) =>
        value is { } number && !(number >= least && number <= Most) ? FormattableString.Invariant($"{name} is {number}") : null;

    public static string? WhyNot(string name, RoundResult? round) => round is null
        ? $"{name} is null"
        : WhyNot($"{name}.round", round.Round, 1)
            ?? WhyNot($"{name}.latencyNs", round.LatencyNs)
            ?? WhyNot($"{name}.serviceTimeNs", round.ServiceTimeNs)
            ?? WhyNot($"{name}.sendLatenessNs", round.SendLatenessNs)
            ?? WhyNot($"{name}.oneWayRequestNs", round.OneWayRequestNs)
            ?? WhyNot($"{name}.oneWayReplyNs", round.OneWayReplyNs)
            ?? WhyNot($"{name}.throughput", round.Throughput)
            ?? (round.Windows.All(IsWindow) ? null : $"{name} has a window without messages or time")
            ?? WhyNot($"{name}.probe.spinNs", round.Probe?.SpinNs)
            ?? WhyNot($"{name}.probe.cacheLineNs", round.Probe?.CacheLineNs)
            ?? WhyNot($"{name}.probe.wakeUpNs", round.Probe?.WakeUpNs)
            ?? WhyNot($"{name}.agents", round.Agents)
            ?? WhyNot($"{name}.warmUpNs", round.WarmUpNs)
            ?? WhyNot($"{name}.measuredNs", round.MeasuredNs)
            ?? WhyNot($"{name}.p50", round.Percentiles?.P50, 1)
            ?? WhyNot($"{name}.p99", round.Percentiles?.P99, 1)
            ?? WhyNot($"{name}.p999", round.Percentiles?.P999, 1);

    private static bool IsWindow(Window? window) => window is { Messages: > 0 and <= Most, ElapsedNs: > 0 and <= Most };

    public static string? WhyNot(string name, Throughput? rate) =>
        WhyNot($"{name}.messagesPerSecond", rate?.MessagesPerSecond, double.Epsilon)
        ?? WhyNot($"{name}.bytesPerSecond", rate?.BytesPerSecond, double.Epsilon);

    public static string? WhyNot(string name, RoleRuntimes? agents) =>
        WhyNot($"{name}.initiator", agents?.Initiator) ?? WhyNot($"{name}.responder", agents?.Responder);

    public static string? WhyNot(string name, RuntimeActivity? runtime) => runtime is null
        ? null
        : WhyNot($"{name}.compiledMethods", runtime.CompiledMethods)
            ?? WhyNot($"{name}.compileNs", runtime.CompileNs)
            ?? WhyNot($"{name}.gcCount", runtime.GcCount)
            ?? WhyNot($"{name}.gcPauseNs", runtime.GcPauseNs)
            ?? WhyNot($"{name}.allocatedBytesPerMessage", runtime.AllocatedBytesPerMessage);

    // The last digit of a mean may depend on the machine that took it.
    private static bool IsSame(double? one, double? other) => one == other || Math.Abs((one - other) ?? double.MaxValue) <= 1e-9 * Math.Abs(other ?? 0);

    public static string? WhyNotOfRounds(CellResult cell, CellResult figured) =>
        WhyNotOfRounds("latencyNs", cell.LatencyNs, figured.LatencyNs)
        ?? WhyNotOfRounds("serviceNs", cell.ServiceNs, figured.ServiceNs)
        ?? WhyNotOfRounds("sendLatenessNs", cell.SendLatenessNs, figured.SendLatenessNs)
        ?? WhyNotOfRounds("oneWayNs", cell.OneWayNs, figured.OneWayNs)
        ?? WhyNotOfRounds("oneWayBackNs", cell.OneWayBackNs, figured.OneWayBackNs)
        ?? WhyNotOfRounds("throughput", cell.Throughput?.MessagesPerSecond, figured.Throughput?.MessagesPerSecond)
        ?? WhyNotOfRounds("throughput", cell.Throughput?.BytesPerSecond, figured.Throughput?.BytesPerSecond);

    private static string? WhyNotOfRounds(string name, double? cell, double? figured) => IsSame(cell, figured) ? null : $"{name} is not that of its rounds";

    private static string? WhyNotOfRounds(string name, DistributionSummary? cell, DistributionSummary? figured) =>
        Values(cell).Zip(Values(figured)).Select(pair => WhyNotOfRounds(name, pair.First, pair.Second)).FirstOrDefault(why => why is not null);

    private static double?[] Values(DistributionSummary? figures) =>
        [figures?.Count, figures?.Min, figures?.Mean, figures?.P50, figures?.P90, figures?.P99, figures?.P999, figures?.Max];

    public static string? WhyNot(Counts counts) =>
        WhyNot("counts.sent", counts.Sent)
        ?? WhyNot("counts.received", counts.Received)
        ?? WhyNot("counts.lost", counts.Lost)
        ?? WhyNot("counts.duplicated", counts.Duplicated)
        ?? WhyNot("counts.reordered", counts.Reordered)
        ?? WhyNot("counts.corrupted", counts.Corrupted);

    public static string? WhyNot(string name, SocketCounts? sockets) =>
        WhyNot($"{name}.open", sockets?.Open) ?? WhyNot($"{name}.listening", sockets?.Listening) ?? WhyNot($"{name}.timeWait", sockets?.TimeWait);

    public static string? WhyNot(string name, RoleCost? cost) => cost is null
        ? null
        : WhyNot($"{name}.cpuNsPerMessage", cost.CpuNsPerMessage) ?? WhyNot($"{name}.cpuCores", cost.CpuCores) ?? WhyNot($"{name}.peakMemoryBytes", cost.PeakMemoryBytes)
            ?? WhyNot($"{name}.meanMemoryBytes", cost.MeanMemoryBytes) ?? WhyNot($"{name}.messages", cost.Messages) ?? WhyNot($"{name}.measuredNs", cost.MeasuredNs)
            ?? (cost.PerMessage is { } message ? WhyNot($"{name}.perMessage", message) : null)
            ?? (cost.PerSecond is { } second ? WhyNot($"{name}.perSecond", second) : null);

    public static string? WhyNot(string name, Amounts amounts)
    {
        string? why = null;
        amounts.Map(amount =>
        {
            why ??= WhyNot($"an amount of {name}", amount);
            return amount;
        });
        return why;
    }

    public static string? WhyNot(string name, DistributionSummary? figures) => figures is null
        ? null
        : WhyNotRising(name, figures.Min, figures.Max, new[] { figures.P50, figures.P90, figures.P99, figures.P999, figures.Max }.OfType<double>())
            ?? WhyNot($"{name}.count", figures.Count, 1)
            ?? WhyNot($"{name}.mean", figures.Mean, double.Epsilon);

    public static string? WhyNot(string name, Distribution? figures) => figures is null
        ? null
        : WhyNotRising(name, figures.Min, figures.Max, Percentiles(figures).Select(value => (double)value))
            ?? WhyNot($"{name}.count", figures.Count, 1)
            ?? WhyNot($"{name}.mean", figures.Mean, double.Epsilon)
            ?? WhyNotRecorded(name, figures);

    private static string? WhyNotRising(string name, long min, long max, IEnumerable<double> percentiles)
    {
        var rising = percentiles.ToList();
        return !(rising[0] >= 1) || !rising.SequenceEqual(rising.Order()) ? $"the percentiles of {name} are not positive, or do not rise"
            : min < 0 || max > Most ? $"min or max of {name} is no time"
            : null;
    }

    // The rank of a percentile is that of HdrHistogram: rounded, and at least the first value.
    private static string? WhyNotRecorded(string name, Distribution figures)
    {
        try
        {
            var (buckets, percentiles) = (LatencyHistogram.Recorded(figures.Histogram), Percentiles(figures));
            if (buckets.Sum(bucket => (double)bucket.Count) != figures.Count)
                return $"{name}.histogram holds another number of values than count says";
            var (sum, next) = (0L, 0);
            foreach (var bucket in buckets)
            {
                sum += bucket.Count;
                for (; next < Ranks.Length && sum >= Math.Max(1, (long)((Ranks[next] / 100 * figures.Count) + 0.5)); next++)
                {
                    if (percentiles[next] < bucket.Lowest || percentiles[next] > bucket.Highest)
                        return $"{name}.histogram holds other values than the percentiles say";
                }
            }

            return null;
        }
        catch (FormatException)
        {
            return $"{name}.histogram cannot be decoded";
        }
    }

    // Those of Ranks.
    private static long[] Percentiles(Distribution figures) => [figures.P50, figures.P90, figures.P99, figures.P999, figures.Max];

    public static string? WhyNot(CapturedBytes? captured) => captured is null
        ? null
        : WhyNot("capture.bytes", captured.Bytes, 1) ?? WhyNot("capture.framingBytes", captured.FramingBytes)
            ?? (captured.PrintablePart is < 0 or > 1 or double.NaN ? "a capture's printablePart is no part" : null);
}
