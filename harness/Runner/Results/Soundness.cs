using System.Text;
using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Results;

/// <summary>
/// Whether the figures of a file can be true. A file may have been cut, merged or edited by hand; whoever draws it can rely on what comes
/// out of here: figures are finite and not negative, percentiles rise, histograms hold them, nothing is null that must not be. Pure.
/// </summary>
internal static class Soundness
{
    /// <summary>Above every count and time (11 days in ns) of a run, and low enough that sums over 10,000 cells hold.</summary>
    private const long Most = 1_000_000_000_000_000;

    private const int LongestName = 200;
    private const int LongestText = 2000;

    private static readonly double[] Ranks = [50, 90, 99, 99.9, 100];

    /// <summary>The run with what is sound; a cell with a figure that is not keeps its place, without figures, and says why.</summary>
    /// <exception cref="ResultsException">Something is missing that has no place to say so.</exception>
    public static RunResults Check(RunResults run) => run with
    {
        Run = run.Run with { Plan = run.Run.Plan is { } plan ? plan with { Cells = Whole(plan.Cells, "run.plan.cells") } : null },
        // Each holds some histograms to be decoded.
        Results = [.. Whole(run.Results, "results").AsParallel().AsOrdered().Select(Check)],
        Capacities = [.. Whole(run.Capacities, "capacities").Select(Check)],
        Calibration = [.. Whole(run.Calibration, "calibration").Select(Check)],
    };

    private static IReadOnlyList<T> Whole<T>(IReadOnlyList<T> list, string name)
    {
        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is null)
                throw new ResultsException($"{name}[{index}] is null; remove it, restore the file from a copy, or measure again.");
        }

        return list;
    }

    private static CellResult Check(CellResult cell)
    {
        var clean = cell with
        {
            Transport = Clean(cell.Transport, LongestName),
            Reason = cell.Reason is { } reason ? Clean(reason, LongestText) : cell.Status == Status.Ok ? null : "The file gives no reason.",
            Images = Clean(cell.Images),
            Settings = Clean(cell.Settings),
            Capture = cell.Capture is { } capture ? Check(capture) : null,
            Flags = [.. cell.Flags.Where(flag => flag is not null).Select(flag => Clean(flag, LongestText))],
        };
        return WhyUnsound(cell) is not { } why ? clean : clean with
        {
            Status = cell.Status == Status.Ok ? Status.Invalid : cell.Status,
            Reason = $"The results file holds what cannot be: {why}. Its figures were left out; measure again.{(cell.Reason is null ? "" : $" {clean.Reason}")}",
            PayloadBytes = Math.Max(cell.PayloadBytes, 1),
            Initiators = Math.Clamp(cell.Initiators, 1, Cell.MaxInitiators),
            Responders = Math.Clamp(cell.Responders, 1, Cell.MaxResponders),
            AnsweredBy = [],
            Sockets = null,
            OfferedRate = cell.OfferedRate is > 0 and <= Most ? cell.OfferedRate : null,
            PollIntervalMs = null,
            Due = null,
            LatencyNs = null,
            ServiceNs = null,
            OneWayNs = null,
            OneWayBackNs = null,
            Throughput = null,
            Counts = null,
            Windows = [],
            Rounds = [],
            CpuLimit = cell.CpuLimit is > 0 and <= Most ? cell.CpuLimit : null,
            MemoryLimitBytes = cell.MemoryLimitBytes is > 0 and <= Most ? cell.MemoryLimitBytes : null,
            Cost = null,
            Disturbance = null,
            InsideNs = 0,
            WarmUpNs = 0,
            MeasuredNs = 0,
        };
    }

    private static string? WhyUnsound(CellResult cell) =>
        WhyNot("payloadBytes", cell.PayloadBytes, 1)
        ?? WhyNot("initiators", cell.Initiators, 1)
        ?? WhyNot("responders", cell.Responders, 1)
        ?? cell.AnsweredBy.Select(answered => WhyNot("answeredBy", answered)).FirstOrDefault(why => why is not null)
        ?? WhyNot("sockets.initiator", cell.Sockets?.Initiator)
        ?? WhyNot("sockets.responder", cell.Sockets?.Responder)
        ?? WhyNot("sockets.service", cell.Sockets?.Service)
        ?? WhyNot("offeredRate", cell.OfferedRate, double.Epsilon)
        ?? (cell is { Scenario: Scenario.Load, OfferedRate: null } ? "a load without offeredRate" : null)
        ?? (cell is { Status: Status.Ok, Scenario: Scenario.RoundTrip or Scenario.Load or Scenario.Connect, Throughput: not null, LatencyNs: null } ? "a rate without latencyNs" : null)
        ?? WhyNot("due", cell.Due)
        ?? WhyNot("pollIntervalMs", cell.PollIntervalMs)
        ?? WhyNot("insideNs", cell.InsideNs)
        ?? WhyNot("warmUpNs", cell.WarmUpNs)
        ?? WhyNot("measuredNs", cell.MeasuredNs)
        ?? WhyNot("latencyNs", cell.LatencyNs)
        ?? WhyNot("serviceNs", cell.ServiceNs)
        ?? WhyNot("oneWayNs", cell.OneWayNs)
        ?? WhyNot("oneWayBackNs", cell.OneWayBackNs)
        ?? WhyNot("throughput.messagesPerSecond", cell.Throughput?.MessagesPerSecond, double.Epsilon)
        ?? WhyNot("throughput.bytesPerSecond", cell.Throughput?.BytesPerSecond, double.Epsilon)
        ?? (cell.Counts is { } counts ? WhyNot(counts) : null)
        ?? (cell.Windows.Any(window => window is null || window.Messages is <= 0 or > Most || window.ElapsedNs is <= 0 or > Most) ? "a window without messages or time" : null)
        ?? (cell.Rounds.Any(round => round?.Flags is null) ? "a round that is null" : null)
        ?? cell.Rounds.Select(WhyNot).FirstOrDefault(why => why is not null)
        ?? WhyNot("cpuLimit", cell.CpuLimit, double.Epsilon)
        ?? WhyNot("memoryLimitBytes", cell.MemoryLimitBytes, 1)
        ?? WhyNot("repeated", cell.Repeated)
        ?? WhyNot("cost.initiator", cell.Cost?.Initiator)
        ?? WhyNot("cost.responder", cell.Cost?.Responder)
        ?? WhyNot("cost.service", cell.Cost?.Service)
        // A hypervisor's account of time may go backwards a little.
        ?? WhyNot("disturbance.stealPart", cell.Disturbance?.StealPart, -1)
        ?? WhyNot("disturbance.otherPart", cell.Disturbance?.OtherPart)
        ?? WhyNot("disturbance.waitingPart", cell.Disturbance?.WaitingPart, -1);

    private static string? WhyNot(string name, double? value, double least = 0) =>
        value is { } number && !(number >= least && number <= Most) ? FormattableString.Invariant($"{name} is {number}") : null;

    private static string? WhyNot(RoundFigures round) =>
        WhyNot("rounds.p50", round.P50, 1) ?? WhyNot("rounds.p99", round.P99, 1) ?? WhyNot("rounds.p999", round.P999, 1)
        ?? WhyNot("rounds.messagesPerSecond", round.MessagesPerSecond, double.Epsilon);

    private static string? WhyNot(Counts counts) =>
        WhyNot("counts.sent", counts.Sent)
        ?? WhyNot("counts.received", counts.Received)
        ?? WhyNot("counts.lost", counts.Lost)
        ?? WhyNot("counts.duplicated", counts.Duplicated)
        ?? WhyNot("counts.reordered", counts.Reordered)
        ?? WhyNot("counts.corrupted", counts.Corrupted);

    private static string? WhyNot(string name, SocketCounts? sockets) =>
        WhyNot($"{name}.open", sockets?.Open) ?? WhyNot($"{name}.listening", sockets?.Listening) ?? WhyNot($"{name}.timeWait", sockets?.TimeWait);

    private static string? WhyNot(string name, RoleCost? cost) => cost is null
        ? null
        : WhyNot($"{name}.cpuNsPerMessage", cost.CpuNsPerMessage) ?? WhyNot($"{name}.cpuCores", cost.CpuCores) ?? WhyNot($"{name}.peakMemoryBytes", cost.PeakMemoryBytes)
            ?? WhyNot($"{name}.meanMemoryBytes", cost.MeanMemoryBytes) ?? WhyNot($"{name}.messages", cost.Messages) ?? WhyNot($"{name}.measuredNs", cost.MeasuredNs)
            ?? (cost.PerMessage is { } message ? WhyNot($"{name}.perMessage", message) : null)
            ?? (cost.PerSecond is { } second ? WhyNot($"{name}.perSecond", second) : null);

    private static string? WhyNot(string name, Amounts amounts)
    {
        string? why = null;
        amounts.Map(amount =>
        {
            why ??= WhyNot($"an amount of {name}", amount);
            return amount;
        });
        return why;
    }

    private static string? WhyNot(string name, Distribution? figures)
    {
        if (figures is null)
            return null;
        var rising = Percentiles(figures);
        if (figures.P50 < 1 || !rising.SequenceEqual(rising.Order()))
            return $"the percentiles of {name} are not positive, or do not rise";
        if (figures.Min < 0 || figures.Max > Most || figures.P999 > Most)
            return $"min or max of {name} is no time";
        return WhyNot($"{name}.count", figures.Count, 1)
            ?? WhyNot($"{name}.mean", figures.Mean)
            ?? WhyNotDecoded(name, figures);
    }

    private static string? WhyNotDecoded(string name, Distribution figures)
    {
        try
        {
            var histogram = LatencyHistogram.Decode(figures.Histogram);
            if (histogram.TotalCount != figures.Count)
                return $"{name}.histogram holds another number of values than count says";
            return Ranks.Zip(Percentiles(figures)).All(pair => histogram.LowestEquivalentValue(histogram.GetValueAtPercentile(pair.First)) == histogram.LowestEquivalentValue(pair.Second))
                ? null
                : $"{name}.histogram holds other values than the percentiles say";
        }
        catch (FormatException)
        {
            return $"{name}.histogram cannot be decoded";
        }
    }

    // Those of Ranks.
    private static long[] Percentiles(Distribution figures) => [figures.P50, figures.P90, figures.P99, figures.P999, figures.Max];

    private static Capture Check(Capture capture)
    {
        var clean = capture with
        {
            Reason = capture.Reason is { } reason ? Clean(reason, LongestText) : capture.There is null && capture.Back is null ? "the file gives no reason" : null,
            There = Cleaned(capture.There),
            Back = Cleaned(capture.Back),
        };
        return (WhyNot("payloadBytes", capture.PayloadBytes) ?? WhyNot("beforeBytes", capture.BeforeBytes) ?? WhyNot(capture.There) ?? WhyNot(capture.Back)) is { } why
            ? Capture.Not($"the results file holds what cannot be: {why}")
            : clean;
    }

    private static CapturedBytes? Cleaned(CapturedBytes? captured) => captured is null ? null : captured with { Sample = Clean(captured.Sample, LongestText) };

    private static string? WhyNot(CapturedBytes? captured) => captured is null
        ? null
        : WhyNot("capture.bytes", captured.Bytes, 1) ?? WhyNot("capture.framingBytes", captured.FramingBytes)
            ?? (captured.PrintablePart is < 0 or > 1 or double.NaN ? "a capture's printablePart is no part" : null);

    private static Capacity Check(Capacity capacity) =>
        (WhyNot("messagesPerSecond", capacity.MessagesPerSecond, double.Epsilon) ?? WhyNot("notHeldPerSecond", capacity.NotHeldPerSecond)) is not { } why
            ? capacity with { Transport = Clean(capacity.Transport, LongestName) }
            : capacity with { Transport = Clean(capacity.Transport, LongestName), MessagesPerSecond = null, NotHeldPerSecond = null, Reason = $"the results file holds what cannot be: {why}." };

    private static CalibrationRow Check(CalibrationRow row)
    {
        var clean = row with { Tool = Clean(row.Tool, LongestName), Transport = Clean(row.Transport, LongestName), PayloadBytes = Math.Max(row.PayloadBytes, 1) };
        return row.Ours.Concat(row.Theirs).All(value => value is > 0 and <= Most)
            ? clean
            : clean with { Ours = [], Theirs = [], Reason = "the results file holds a figure that is not positive" };
    }

    private static Dictionary<string, string> Clean(IReadOnlyDictionary<string, string> texts) => texts
        .Where(pair => pair.Value is not null)
        .DistinctBy(pair => Clean(pair.Key, LongestName))
        .ToDictionary(pair => Clean(pair.Key, LongestName), pair => Clean(pair.Value, LongestText));

    // Control characters and halves of surrogate pairs can be in no page and no drawing.
    private static string Clean(string text, int most)
    {
        var harmless = string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
        return harmless.Length <= most ? harmless : $"{(char.IsHighSurrogate(harmless[most - 1]) ? harmless[..(most - 1)] : harmless[..most])}…";
    }
}
