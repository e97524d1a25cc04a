using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Runner.Results;

/// <summary>Turns what the agents saw into a result. Pure.</summary>
internal static class Evaluation
{
    /// <summary>A cell that has no figures.</summary>
    public static CellResult NotMeasured(PlannedCell planned, Isolation isolation, Status status, string reason) => new()
    {
        Transport = planned.Transport.Text,
        Family = planned.Transport.Traits.Family,
        Scenario = planned.Cell.Scenario,
        PayloadBytes = planned.Cell.PayloadBytes,
        Initiators = planned.Cell.Initiators,
        InFlight = planned.Cell.InFlight,
        Responders = planned.Cell.Responders,
        Subscribers = planned.Cell.Scenario == Scenario.FanOut ? planned.Cell.Subscribers : null,
        Conditions = planned.Conditions,
        OfferedRate = planned.Cell.OfferedRate,
        Arrivals = planned.Cell.OfferedRate is null ? null : planned.Cell.Arrivals,
        SilenceMs = planned.Cell.SilenceMs,
        Isolation = isolation,
        Status = status,
        Reason = reason,
        PollIntervalMs = planned.Transport.Options.TryGetValue("interval", out var interval)
            ? TransportOption.ParseDuration(interval).TotalMilliseconds
            : null,
        Guarantees = Guarantees.Of(planned.Transport.Traits),
        Services = ServiceInfo.Of(planned.Transport.Traits.Service),
        MaxPayloadBytes = planned.Transport.Traits.MaxPayloadBytes,
    };

    /// <summary>A cell whose agents all came to their end.</summary>
    public static CellResult Measured(PlannedCell planned, Isolation isolation, Observation seen)
    {
        var isFanOut = planned.Cell.Scenario == Scenario.FanOut;
        seen = isFanOut ? FanOutFigures.Together(planned.Cell, seen) : seen;
        var responder = isFanOut
            ? RespondersTogether.OfSubscribers(seen.Responders, seen.Initiator.Sent)
            : RespondersTogether.Of(seen.Responders, seen.Initiator.Sent);
        var initiator = seen.Initiator;
        var roundTrip = planned.Cell.Scenario != Scenario.Stream;
        var windows = (roundTrip ? initiator : responder).Windows;
        var rate = Rate(windows, planned.Cell.PayloadBytes);
        var oneClock = IsOneClock(initiator, responder);
        var counts = Count(roundTrip, initiator, responder);
        var reason = WhyInvalid(planned.Transport.Traits, counts)
            ?? (isFanOut && !oneClock ? NotOneClock : null)
            ?? (windows.Count == 0 && planned.Cell.Scenario is not (Scenario.Idle or Scenario.Wake)
                ? "No window was measured: fewer than two messages arrived."
                : null)
            ?? (planned.Cell.Scenario == Scenario.Wake && initiator.LatencyNs is null ? "No message was answered." : null)
            ?? (planned.Saturates || isFanOut ? null : LoadShortfall(planned.Cell, initiator));
        var answered = planned.Cell.Scenario == Scenario.Wake ? initiator.LatencyNs?.Count : null;
        var cost = new Costs(
            Paid(initiator.Cost, seen.InitiatorBill, rate, answered),
            Paid(responder.Cost, seen.ResponderBill, rate, answered),
            Charge(seen.ServicesBefore, seen.ServicesAfter, rate, answered));
        var interference = Interference.Between(seen.HostBefore, seen.HostAfter, OwnCores(planned.Transport.Traits, cost));
        var round = new RoundResult
        {
            Round = planned.Round,
            LatencyNs = isFanOut && !oneClock ? null : initiator.LatencyNs,
            ServiceTimeNs = initiator.ServiceTimeNs,
            SendLatenessNs = initiator.SendLatenessNs,
            OneWayRequestNs = oneClock ? (roundTrip ? initiator : responder).ForwardNs : null,
            OneWayReplyNs = oneClock ? initiator.BackNs : null,
            Throughput = rate,
            Windows = windows,
            Flags = [.. Flags(initiator, windows, oneClock, interference), .. Unknown(seen.InitiatorBill, seen.ResponderBill)],
            Probe = initiator.Probe,
            Agents = initiator.Runtime is null && responder.Runtime is null ? null : new RoleRuntimes(initiator.Runtime, responder.Runtime),
            WarmUpNs = initiator.WarmUpNs,
            MeasuredNs = initiator.MeasuredNs,
        };
        var measured = NotMeasured(planned, isolation, reason is null ? Status.Ok : Status.Invalid, reason!) with
        {
            Scheduled = initiator.Scheduled,
            Cost = cost,
            Counts = counts,
            MessagesPerResponder = initiator.MessagesPerResponder,
            Sockets = new RoleSockets(initiator.Sockets, responder.Sockets, seen.ServiceSockets),
            Interference = interference,
            Flags = round.Flags,
            Capture = seen.Capture,
        };
        return measured.With([round]);
    }

    /// <summary>A result of a cell that a pair of several could not play.</summary>
    public static CellResult MeasuredAlone(CellResult result, string cause) => result.Status == Status.Ok
        ? result with { Flags = [.. result.Flags, new Flag(FlagCodes.MeasuredAlone, cause)] }
        : result;

    /// <summary>
    /// The same cell over more rounds: its figures are those of all rounds, and counts add up. The worse status stays, with its reason and round.
    /// </summary>
    public static CellResult Merge(CellResult earlier, CellResult later)
    {
        var worse = Severity(later.Status) > Severity(earlier.Status) ? later : earlier;
        IReadOnlyList<RoundResult> rounds = [.. earlier.Rounds, .. later.Rounds];
        var merged = later with
        {
            Status = worse.Status,
            Reason = ReasonOf(worse),
            Scheduled = (earlier.Scheduled + later.Scheduled) ?? earlier.Scheduled ?? later.Scheduled,
            Interference = Interference.Worse(earlier.Interference, later.Interference),
            Counts = Add(earlier.Counts, later.Counts),
            MessagesPerResponder = earlier.MessagesPerResponder.Count == later.MessagesPerResponder.Count
                ? [.. earlier.MessagesPerResponder.Zip(later.MessagesPerResponder, (one, other) => one + other)]
                : later.MessagesPerResponder,
            Sockets = later.Sockets ?? earlier.Sockets,
            Cost = Add(earlier, later),
            Retries = earlier.Retries + later.Retries,
            Capture = earlier.Capture ?? later.Capture,
            Images = later.Images.Count > 0 ? later.Images : earlier.Images,
            Settings = later.Settings.Count > 0 ? later.Settings : earlier.Settings,
            Flags = CellFigures.Together([.. earlier.Flags, .. later.Flags]),
        };
        return merged.With(rounds);
    }

    // A cell's figures are of all its rounds; those in a reason are of one.
    private static string? ReasonOf(CellResult result) =>
        result is { Status: Status.Invalid, Reason: { } reason, Rounds: [var only] }
            ? FormattableString.Invariant($"Round {only.Round}: {reason}")
            : result.Reason;

    private static IEnumerable<Flag> Flags(Measurement initiator, IReadOnlyList<Window> windows, bool oneClock, Interference? interference)
    {
        if (initiator.WarmUpMissed is { } missed)
            yield return new Flag(FlagCodes.WarmUpNotConverged, missed);
        double[] series = [.. windows.Select(window => window.NsPerMessage)];
        if (Stationarity.Doubt(series, Stationarity.ForFlags) is { } doubt)
            yield return new Flag(FlagCodes.NotStationary, doubt);
        if (!oneClock)
            yield return new Flag(FlagCodes.ClocksDiffer);
        if (initiator is { LatencyNs: { } latency, Scheduled: null } && Modes.Split(LatencyHistogram.Decode(latency.Histogram)) is { } split)
            yield return new Flag(FlagCodes.Bimodal, string.Create(CultureInfo.InvariantCulture, $"humps below and above {split / 1000:0.#} µs"));
        // The time of a fan-out runs from the actual send, so what was not sent takes nothing from it.
        if (IsBehind(initiator))
            yield return new Flag(FlagCodes.Saturated, initiator.Times is null ? null : FormattableString.Invariant($"{Reached(initiator):0.#} % were sent"));
        else if (initiator is { SendLatenessNs: { } late, LatencyNs: { } response, ServiceTimeNs: not null } && late.P99 > MuchLateness * response.P99)
            yield return new Flag(
                FlagCodes.LateSender,
                string.Create(CultureInfo.InvariantCulture, $"p99 of lateness {late.P99 / 1000:0.#} µs, of response time {response.P99 / 1000:0.#} µs"));
        if (interference?.StealFraction > Interference.MuchSteal)
            yield return new Flag(FlagCodes.Steal);
        if (interference?.OtherCpuFraction > Interference.MuchOther)
            yield return new Flag(FlagCodes.OtherLoad);
    }

    private const string NotOneClock =
        "The clocks of publisher and subscribers are not one (boot id or time namespace differ, or a message came before its send): let all run on one host.";

    private const double Held = 0.99;

    // Of p99 of response time.
    private const double MuchLateness = 0.1;

    // Null where a role that took part was not charged.
    private static double? OwnCores(Traits traits, Costs cost)
    {
        var service = traits.Service is null ? 0 : cost.Service?.CpuCores;
        var responder = traits.Needs.HasFlag(Needs.SameProcess) ? 0 : cost.Responder?.CpuCores;
        return cost.Initiator?.CpuCores + responder + service;
    }

    private static bool IsOneClock(Measurement initiator, Measurement responder) =>
        initiator.Clock == responder.Clock && initiator.BeforeSent + responder.BeforeSent == 0;

    private static bool IsBehind(Measurement initiator) => initiator.Scheduled is { } due && InTime(initiator) < Held * due;

    private static double Reached(Measurement initiator) => 100.0 * InTime(initiator) / (initiator.Scheduled ?? 1);

    // Of a load what was answered, of a fan-out what was sent.
    private static long InTime(Measurement initiator) => (initiator.Times is null ? initiator.ServiceTimeNs : initiator.SendLatenessNs)?.Count ?? 0;

    private static string? LoadShortfall(Cell cell, Measurement initiator) => IsBehind(initiator)
        ? FormattableString.Invariant(
            $"{cell.OfferedRate:0.###}/s were offered and {Reached(initiator):0.##} % of that was reached: offer less, or give more --initiators.")
        : null;

    private static int Severity(Status status) => status switch
    {
        Status.Failed => 3,
        Status.Invalid => 2,
        Status.Skipped => 1,
        _ => 0,
    };

    // A round trip is complete when its reply is back, a message of a stream when it arrived. What is wrong with messages counts in both directions.
    private static Counts Count(bool roundTrip, Measurement initiator, Measurement responder)
    {
        var received = (roundTrip ? initiator : responder).Verified.Received;
        return new Counts(
            initiator.Sent,
            received,
            initiator.Sent - received,
            initiator.Verified.Duplicated + responder.Verified.Duplicated,
            initiator.Verified.Reordered + responder.Verified.Reordered,
            initiator.Verified.Corrupted + responder.Verified.Corrupted);
    }

    private static string? WhyInvalid(Traits traits, Counts counts) => counts switch
    {
        { Corrupted: > 0 } => $"{counts.Corrupted} of {counts.Sent} messages arrived with wrong length or check bytes.",
        { Lost: > 0 } when traits.Delivery != Delivery.AtMostOnce =>
            $"{counts.Lost} of {counts.Sent} messages were lost; {traits.Name} guarantees to lose none.",
        { Duplicated: > 0 } when traits.Delivery != Delivery.AtLeastOnce =>
            $"{counts.Duplicated} messages arrived more than once; {traits.Name} guarantees once.",
        { Reordered: > 0 } when traits.Ordered => $"{counts.Reordered} messages arrived out of order; {traits.Name} guarantees order.",
        _ => null,
    };

    private static Throughput? Rate(IReadOnlyList<Window> windows, int payloadBytes)
    {
        if (windows.Count == 0)
            return null;
        var perSecond = windows.Sum(window => window.Messages) * 1e9 / windows.Sum(window => window.ElapsedNs);
        return new Throughput(perSecond, perSecond * payloadBytes);
    }

    // What an agent counts of its own doing, no other program sees.
    private static RoleCost? Paid(RoleCost? own, HostBill? bill, Throughput? rate, long? answered) => bill is null
        ? own
        : Charge(bill.Before, bill.After, rate, answered) is { } paid
        ? paid with
        {
            PerMessage = paid.PerMessage is null ? null : paid.PerMessage with { EmptyPolls = own?.PerMessage?.EmptyPolls },
            PerSecond = paid.PerSecond is null ? null : paid.PerSecond with { EmptyPolls = own?.PerSecond?.EmptyPolls },
        }
        : null;

    private static IEnumerable<Flag> Unknown(params IEnumerable<HostBill?> bills) =>
        bills.Select(bill => bill?.WhyUnknown).OfType<string>().Take(1).Select(why => new Flag(FlagCodes.HostCostUnknown, why));

    private static Costs? Add(CellResult one, CellResult other)
    {
        if (one.Cost is null || other.Cost is null)
            return one.Cost ?? other.Cost;
        return new Costs(
            RoleCost.Merge(one.Cost.Initiator, other.Cost.Initiator),
            RoleCost.Merge(one.Cost.Responder, other.Cost.Responder),
            RoleCost.Merge(one.Cost.Service, other.Cost.Service));
    }

    // Services count no messages: in a steady cell there were as many as its rate says, after silences as many as were answered.
    private static RoleCost? Charge(Counters? before, Counters? after, Throughput? rate, long? answered) =>
        Counters.Between(before, after, answered ?? (rate?.MessagesPerSecond * (after?.AtNs - before?.AtNs) / 1e9));

    private static Counts? Add(Counts? one, Counts? other) =>
        one is null || other is null
            ? one ?? other
            : new Counts(
                one.Sent + other.Sent,
                one.Received + other.Received,
                one.Lost + other.Lost,
                one.Duplicated + other.Duplicated,
                one.Reordered + other.Reordered,
                one.Corrupted + other.Corrupted);
}
