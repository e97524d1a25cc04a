using System.Text;
using InterContainer.Protocol;
using static InterContainer.Runner.Results.FigureValidator;

namespace InterContainer.Runner.Results;

/// <summary>
/// Whether the figures of a file can be true. A file may have been cut, merged or edited by hand. Reports can rely on what comes
/// out of here: figures are finite and not negative, percentiles rise, histograms hold them, nothing is null that must not be. Pure.
/// </summary>
internal static class ResultsValidator
{
    private const int LongestName = 200;
    private const int LongestText = 2000;

    /// <summary>The run with what is sound; a cell with a figure that is not keeps its place, without figures, and says why.</summary>
    /// <param name="run">As it stands in the file.</param>
    /// <param name="hasFigures">Whether its cells have the figures that follow from their rounds; else they are given them.</param>
    /// <exception cref="ResultsException">Something is missing that has no place to say so.</exception>
    public static RunResults Check(RunResults run, bool hasFigures = true) => run with
    {
        Run = run.Run with { Plan = run.Run.Plan is { } plan ? plan with { Cells = Whole(plan.Cells ?? [], "run.plan.cells") } : null },
        // Each holds some histograms to be read.
        Results = [.. Whole(run.Results, "results").AsParallel().AsOrdered().Select(cell => Check(cell, hasFigures))],
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

    /// <summary>A cell with what is sound.</summary>
    /// <param name="cell">As it stands in the file.</param>
    /// <param name="hasFigures">Whether it has the figures that follow from its rounds; else it is given them.</param>
    public static CellResult Check(CellResult cell, bool hasFigures = true)
    {
        var clean = cell with
        {
            Transport = Clean(cell.Transport, LongestName),
            Reason = cell.Reason is { } reason ? Clean(reason, LongestText) : cell.Status == Status.Ok ? null : "The file gives no reason.",
            Images = Clean(cell.Images),
            Settings = Clean(cell.Settings),
            Capture = cell.Capture is { } capture ? Check(capture) : null,
            Flags = Clean(cell.Flags),
            Conditions = cell.Conditions with
            {
                Network = Cleaned(cell.Conditions.Network),
                Volume = Cleaned(cell.Conditions.Volume),
                Runtime = Cleaned(cell.Conditions.Runtime),
                Placement = Cleaned(cell.Conditions.Placement),
                Via = Cleaned(cell.Conditions.Via),
            },
            Services = cell.Services is { } services
                ? [.. services.Where(service => service?.Name is not null).Select(service => service with { Name = Clean(service.Name, LongestName) })]
                : null,
        };
        var why = WhyUnsound(cell);
        if (why is null)
        {
            clean = clean with { Rounds = [.. cell.Rounds.Select(round => round with { Flags = Clean(round.Flags) })] };
            var figured = clean.With(clean.Rounds);
            if (!hasFigures)
                return figured;
            why = InvalidReasonOfRounds(clean, figured);
        }

        return why is null ? clean : clean with
        {
            Status = cell.Status == Status.Ok ? Status.Invalid : cell.Status,
            Reason = $"The results file holds what cannot be: {why}. Its figures were left out; measure again."
                + (cell.Reason is null ? "" : $" {clean.Reason}"),
            PayloadBytes = Math.Max(cell.PayloadBytes, 1),
            Initiators = Math.Clamp(cell.Initiators, 1, Cell.MaxInitiators),
            InFlight = Math.Clamp(cell.InFlight, 1, Cell.MaxInFlight),
            Responders = Math.Clamp(cell.Responders, 1, Cell.MaxResponders),
            Subscribers = cell.Subscribers is { } subscribers ? Math.Clamp(subscribers, 1, Cell.MaxSubscribers) : null,
            MessagesPerResponder = [],
            Sockets = null,
            OfferedRate = cell.OfferedRate is > 0 and <= Most ? cell.OfferedRate : null,
            SilenceMs = cell.SilenceMs is >= 1 and <= Cell.MaxSilenceMs ? cell.SilenceMs : null,
            PollIntervalMs = null,
            Scheduled = null,
            LatencyNs = null,
            ServiceTimeNs = null,
            SendLatenessNs = null,
            OneWayRequestNs = null,
            OneWayReplyNs = null,
            Throughput = null,
            Counts = null,
            Rounds = [],
            Pooled = null,
            Agents = null,
            Conditions = clean.Conditions with
            {
                Cpus = cell.Conditions.Cpus is > 0 and <= Most ? cell.Conditions.Cpus : null,
                MemoryBytes = cell.Conditions.MemoryBytes is > 0 and <= Most ? cell.Conditions.MemoryBytes : null,
            },
            MaxPayloadBytes = null,
            Cost = null,
            Interference = null,
            WarmUpNs = 0,
            MeasuredNs = 0,
        };
    }

    private static string? WhyUnsound(CellResult cell) =>
        InvalidReason("payloadBytes", cell.PayloadBytes, 1)
        ?? InvalidReason("initiators", cell.Initiators, 1)
        ?? InvalidReason("inFlight", cell.InFlight, 1)
        ?? InvalidReason("responders", cell.Responders, 1)
        ?? InvalidReason("subscribers", cell.Subscribers, 1)
        ?? (cell is { Scenario: Scenario.FanOut, Subscribers: null } ? "a fan-out without subscribers" : null)
        ?? cell.MessagesPerResponder.Select(answered => InvalidReason("messagesPerResponder", answered)).FirstOrDefault(why => why is not null)
        ?? InvalidReason("sockets.initiator", cell.Sockets?.Initiator)
        ?? InvalidReason("sockets.responder", cell.Sockets?.Responder)
        ?? InvalidReason("sockets.service", cell.Sockets?.Service)
        ?? InvalidReason("offeredRate", cell.OfferedRate, double.Epsilon)
        ?? (cell is { Scenario: Scenario.Load, OfferedRate: null } ? "a load without offeredRate" : null)
        ?? InvalidReason("silenceMs", cell.SilenceMs, 1)
        ?? (cell is { Scenario: Scenario.Wake, SilenceMs: null } ? "a wake without silenceMs" : null)
        ?? (cell is { Status: Status.Ok, Scenario: Scenario.Wake, LatencyNs: null } ? "a wake without latencyNs" : null)
        ?? (cell is { Status: Status.Ok, Scenario: not (Scenario.Stream or Scenario.Idle), Throughput: not null, LatencyNs: null }
            ? "a rate without latencyNs"
            : null)
        ?? InvalidReason("scheduled", cell.Scheduled)
        ?? InvalidReason("pollIntervalMs", cell.PollIntervalMs)
        ?? InvalidReason("warmUpNs", cell.WarmUpNs)
        ?? InvalidReason("measuredNs", cell.MeasuredNs)
        ?? InvalidReason("latencyNs", cell.LatencyNs)
        ?? InvalidReason("serviceTimeNs", cell.ServiceTimeNs)
        ?? InvalidReason("sendLatenessNs", cell.SendLatenessNs)
        ?? InvalidReason("oneWayRequestNs", cell.OneWayRequestNs)
        ?? InvalidReason("oneWayReplyNs", cell.OneWayReplyNs)
        ?? InvalidReason("pooled.latencyNs", cell.Pooled?.LatencyNs)
        ?? InvalidReason("pooled.serviceTimeNs", cell.Pooled?.ServiceTimeNs)
        ?? InvalidReason("pooled.oneWayRequestNs", cell.Pooled?.OneWayRequestNs)
        ?? InvalidReason("pooled.oneWayReplyNs", cell.Pooled?.OneWayReplyNs)
        ?? InvalidReason("throughput", cell.Throughput)
        ?? InvalidReason("agents", cell.Agents)
        ?? (cell.Counts is { } counts ? InvalidReason(counts) : null)
        ?? cell.Rounds.Select((round, i) => InvalidReason($"rounds[{i}]", round)).FirstOrDefault(why => why is not null)
        ?? InvalidReason("conditions.cpus", cell.Conditions.Cpus, double.Epsilon)
        ?? InvalidReason("conditions.memoryBytes", cell.Conditions.MemoryBytes, 1)
        ?? InvalidReason("maxPayloadBytes", cell.MaxPayloadBytes, 1)
        ?? InvalidReason("retries", cell.Retries)
        ?? InvalidReason("cost.initiator", cell.Cost?.Initiator)
        ?? InvalidReason("cost.responder", cell.Cost?.Responder)
        ?? InvalidReason("cost.service", cell.Cost?.Service)
        // A hypervisor's account of time may go backwards a little.
        ?? InvalidReason("interference.stealFraction", cell.Interference?.StealFraction, -1)
        ?? InvalidReason("interference.otherCpuFraction", cell.Interference?.OtherCpuFraction)
        ?? InvalidReason("interference.cpuPressureFraction", cell.Interference?.CpuPressureFraction, -1);

    private static List<Flag> Clean(IReadOnlyList<Flag> flags) =>
        [
            .. flags.Where(flag => flag?.Code is not null)
                .Select(flag => new Flag(Clean(flag.Code, LongestName), flag.Detail is { } detail ? Clean(detail, LongestText) : null)),
        ];

    private static Capture Check(Capture capture)
    {
        var clean = capture with
        {
            Reason = capture.Reason is { } reason
                ? Clean(reason, LongestText)
                : capture.Request is null && capture.Reply is null
                ? "the file gives no reason"
                : null,
            Request = Cleaned(capture.Request),
            Reply = Cleaned(capture.Reply),
        };
        var why = InvalidReason("payloadBytes", capture.PayloadBytes)
            ?? InvalidReason("beforeBytes", capture.BeforeBytes)
            ?? InvalidReason(capture.Request)
            ?? InvalidReason(capture.Reply);
        return why is null ? clean : Capture.Not($"the results file holds what cannot be: {why}");
    }

    private static string? Cleaned(string? name) => name is null ? null : Clean(name, LongestName);

    private static CapturedBytes? Cleaned(CapturedBytes? captured) => captured is null ? null : captured with { Sample = Clean(captured.Sample, LongestText) };

    private static Capacity Check(Capacity capacity)
    {
        var clean = capacity with { Transport = Clean(capacity.Transport, LongestName) };
        var why = InvalidReason("messagesPerSecond", capacity.MessagesPerSecond, double.Epsilon)
            ?? InvalidReason("firstUnsustainedRate", capacity.FirstUnsustainedRate);
        return why is null ? clean : clean with
        {
            MessagesPerSecond = null,
            FirstUnsustainedRate = null,
            Reason = $"the results file holds what cannot be: {why}.",
        };
    }

    private static CalibrationRow Check(CalibrationRow row)
    {
        var clean = row with
        {
            Tool = Clean(row.Tool, LongestName),
            Transport = Clean(row.Transport, LongestName),
            PayloadBytes = Math.Max(row.PayloadBytes, 1),
            OfferedRate = row.OfferedRate is > 0 and <= Most ? row.OfferedRate : null,
        };
        return row.Suite.Concat(row.Native).All(value => value is > 0 and <= Most)
            ? clean
            : clean with { Suite = [], Native = [], Reason = "the results file holds a figure that is not positive" };
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
