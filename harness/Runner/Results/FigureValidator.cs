using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>Why a figure of a file cannot be true, in a few words; null: it can. Pure.</summary>
internal static class FigureValidator
{
    /// <summary>Above every count and time (11 days in ns) of a run, and low enough that sums over 10,000 cells hold.</summary>
    public const long Most = 1_000_000_000_000_000;

    private static readonly double[] Ranks = [50, 90, 99, 99.9, 100];

    public static string? InvalidReason(string name, double? value, double least = 0) =>
        value is { } number && !(number >= least && number <= Most) ? FormattableString.Invariant($"{name} is {number}") : null;

    public static string? InvalidReason(string name, RoundResult? round) => round is null
        ? $"{name} is null"
        : InvalidReason($"{name}.round", round.Round, 1)
            ?? InvalidReason($"{name}.latencyNs", round.LatencyNs)
            ?? InvalidReason($"{name}.serviceTimeNs", round.ServiceTimeNs)
            ?? InvalidReason($"{name}.sendLatenessNs", round.SendLatenessNs)
            ?? InvalidReason($"{name}.oneWayRequestNs", round.OneWayRequestNs)
            ?? InvalidReason($"{name}.oneWayReplyNs", round.OneWayReplyNs)
            ?? InvalidReason($"{name}.throughput", round.Throughput)
            ?? (round.Windows.All(IsWindow) ? null : $"{name} has a window without messages or time")
            ?? InvalidReason($"{name}.probe.spinNs", round.Probe?.SpinNs)
            ?? InvalidReason($"{name}.probe.cacheLineNs", round.Probe?.CacheLineNs)
            ?? InvalidReason($"{name}.probe.wakeUpNs", round.Probe?.WakeUpNs)
            ?? InvalidReason($"{name}.agents", round.Agents)
            ?? InvalidReason($"{name}.warmUpNs", round.WarmUpNs)
            ?? InvalidReason($"{name}.measuredNs", round.MeasuredNs)
            ?? InvalidReason($"{name}.p50", round.Percentiles?.P50, 1)
            ?? InvalidReason($"{name}.p99", round.Percentiles?.P99, 1)
            ?? InvalidReason($"{name}.p999", round.Percentiles?.P999, 1);

    private static bool IsWindow(Window? window) => window is { Messages: > 0 and <= Most, ElapsedNs: > 0 and <= Most };

    public static string? InvalidReason(string name, Throughput? rate) =>
        InvalidReason($"{name}.messagesPerSecond", rate?.MessagesPerSecond, double.Epsilon)
        ?? InvalidReason($"{name}.bytesPerSecond", rate?.BytesPerSecond, double.Epsilon);

    public static string? InvalidReason(string name, RoleRuntimes? agents) =>
        InvalidReason($"{name}.initiator", agents?.Initiator) ?? InvalidReason($"{name}.responder", agents?.Responder);

    public static string? InvalidReason(string name, RuntimeActivity? runtime) => runtime is null
        ? null
        : InvalidReason($"{name}.compiledMethods", runtime.CompiledMethods)
            ?? InvalidReason($"{name}.compileNs", runtime.CompileNs)
            ?? InvalidReason($"{name}.gcCount", runtime.GcCount)
            ?? InvalidReason($"{name}.gcPauseNs", runtime.GcPauseNs)
            ?? InvalidReason($"{name}.allocatedBytesPerMessage", runtime.AllocatedBytesPerMessage);

    // The last digit of a mean may depend on the machine that took it.
    private static bool IsSame(double? one, double? other) => one == other || Math.Abs((one - other) ?? double.MaxValue) <= 1e-9 * Math.Abs(other ?? 0);

    public static string? InvalidReasonOfRounds(CellResult cell, CellResult figured) =>
        InvalidReasonOfRounds("latencyNs", cell.LatencyNs, figured.LatencyNs)
        ?? InvalidReasonOfRounds("serviceTimeNs", cell.ServiceTimeNs, figured.ServiceTimeNs)
        ?? InvalidReasonOfRounds("sendLatenessNs", cell.SendLatenessNs, figured.SendLatenessNs)
        ?? InvalidReasonOfRounds("oneWayRequestNs", cell.OneWayRequestNs, figured.OneWayRequestNs)
        ?? InvalidReasonOfRounds("oneWayReplyNs", cell.OneWayReplyNs, figured.OneWayReplyNs)
        ?? InvalidReasonOfRounds("throughput", cell.Throughput?.MessagesPerSecond, figured.Throughput?.MessagesPerSecond)
        ?? InvalidReasonOfRounds("throughput", cell.Throughput?.BytesPerSecond, figured.Throughput?.BytesPerSecond);

    private static string? InvalidReasonOfRounds(string name, double? cell, double? figured) =>
        IsSame(cell, figured) ? null : $"{name} is not that of its rounds";

    private static string? InvalidReasonOfRounds(string name, DistributionSummary? cell, DistributionSummary? figured) =>
        Values(cell).Zip(Values(figured)).Select(pair => InvalidReasonOfRounds(name, pair.First, pair.Second)).FirstOrDefault(why => why is not null);

    private static double?[] Values(DistributionSummary? figures) =>
        [figures?.Count, figures?.Min, figures?.Mean, figures?.P50, figures?.P90, figures?.P99, figures?.P999, figures?.Max];

    public static string? InvalidReason(Counts counts) =>
        InvalidReason("counts.sent", counts.Sent)
        ?? InvalidReason("counts.received", counts.Received)
        ?? InvalidReason("counts.lost", counts.Lost)
        ?? InvalidReason("counts.duplicated", counts.Duplicated)
        ?? InvalidReason("counts.reordered", counts.Reordered)
        ?? InvalidReason("counts.corrupted", counts.Corrupted);

    public static string? InvalidReason(string name, SocketCounts? sockets) =>
        InvalidReason($"{name}.open", sockets?.Open)
        ?? InvalidReason($"{name}.listening", sockets?.Listening)
        ?? InvalidReason($"{name}.timeWait", sockets?.TimeWait);

    public static string? InvalidReason(string name, RoleCost? cost) => cost is null
        ? null
        : InvalidReason($"{name}.cpuNsPerMessage", cost.CpuNsPerMessage)
            ?? InvalidReason($"{name}.cpuCores", cost.CpuCores)
            ?? InvalidReason($"{name}.peakMemoryBytes", cost.PeakMemoryBytes)
            ?? InvalidReason($"{name}.meanMemoryBytes", cost.MeanMemoryBytes)
            ?? InvalidReason($"{name}.messages", cost.Messages)
            ?? InvalidReason($"{name}.measuredNs", cost.MeasuredNs)
            ?? (cost.PerMessage is { } message ? InvalidReason($"{name}.perMessage", message) : null)
            ?? (cost.PerSecond is { } second ? InvalidReason($"{name}.perSecond", second) : null);

    public static string? InvalidReason(string name, ResourceUsage amounts)
    {
        string? why = null;
        amounts.Map(amount =>
        {
            why ??= InvalidReason($"an amount of {name}", amount);
            return amount;
        });
        return why;
    }

    public static string? InvalidReason(string name, DistributionSummary? figures) => figures is null
        ? null
        : InvalidReasonRising(name, figures.Min, figures.Max, new[] { figures.P50, figures.P90, figures.P99, figures.P999, figures.Max }.OfType<double>())
            ?? InvalidReason($"{name}.count", figures.Count, 1)
            ?? InvalidReason($"{name}.mean", figures.Mean, double.Epsilon);

    public static string? InvalidReason(string name, Distribution? figures) => figures is null
        ? null
        : InvalidReasonRising(name, figures.Min, figures.Max, Percentiles(figures).Select(value => (double)value))
            ?? InvalidReason($"{name}.count", figures.Count, 1)
            ?? InvalidReason($"{name}.mean", figures.Mean, double.Epsilon)
            ?? InvalidReasonRecorded(name, figures);

    private static string? InvalidReasonRising(string name, long min, long max, IEnumerable<double> percentiles)
    {
        var rising = percentiles.ToList();
        return !(rising[0] >= 1) || !rising.SequenceEqual(rising.Order()) ? $"the percentiles of {name} are not positive, or do not rise"
            : min < 0 || max > Most ? $"min or max of {name} is no time"
            : null;
    }

    // The rank of a percentile is that of HdrHistogram: rounded, and at least the first value.
    private static string? InvalidReasonRecorded(string name, Distribution figures)
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

    public static string? InvalidReason(CapturedBytes? captured) => captured is null
        ? null
        : InvalidReason("capture.bytes", captured.Bytes, 1) ?? InvalidReason("capture.framingBytes", captured.FramingBytes)
            ?? (captured.PrintablePart is < 0 or > 1 or double.NaN ? "a capture's printablePart is no part" : null);
}
