using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>The requirements that are figures, for one transport and one number of initiators. Pure.</summary>
/// <remarks>
/// Under a rate, latency counts only where a load was measured. A closed loop of one message in flight says what can be carried, and what latency is
/// without waiting. Where that is too long already, the requirement fails. Where it is not, how late messages are under load is not known.
/// </remarks>
internal sealed class FigureChecks(Candidate candidate, Requirements asked, int initiators)
{
    private readonly HashSet<string> _notes = [];

    public Verdict Verdict(IEnumerable<Check> guarantees)
    {
        var (p50, p99) = (Latency(latency => latency.P50, Quantity.P50), Latency(latency => latency.P99, Quantity.P99));
        var carried = candidate.Carried(asked.PayloadBytes, initiators, asked.OneWay);
        // One way the rate may be that of a stream, which then is what takes the cores.
        var cores = Figure(Candidate.Cores, asked is { OneWay: true, Rate: not null } ? Scenario.Stream : Scenario.RoundTrip);
        var idle = candidate.Idle();
        List<Check> checks = [.. guarantees];
        if (asked.Rate is { } rate)
            checks.Add(OfRate(carried, rate));
        if (asked.P50Ns is { } median)
            checks.Add(OfLatency("p50", p50, median));
        if (asked.P99Ns is { } tail)
            checks.Add(OfLatency("p99", p99, tail));
        if (asked.MaxCores is { } most)
            checks.Add(OfCores(cores, most));
        if (asked.IdleCores is { } still)
            checks.Add(OfIdle(idle, still));
        // Without a requirement that is a figure there is still one thing to know: that it was measured at this size at all.
        if (p50.Shown.Value is null && asked is { Rate: null, P50Ns: null, P99Ns: null, MaxCores: null, IdleCores: null })
            checks.Add(Unknown("latency", p50.Shown.Missing!, Remedy));
        foreach (var how in new[] { p50.Shown.How, p99.Shown.How, carried.How, cores.Shown.How }.OfType<string>())
            _notes.Add(how);
        if (initiators > 1)
            _notes.Add($"with {initiators} initiators at once");
        var figures = new Deciding(
            p50.Shown.Value, p99.Shown.Value, p99.IsAsked && asked.Rate is not null, carried.Value, carried.Value / asked.Rate, cores.Shown.Value, idle.Value,
            candidate.Durability)
        {
            AfterSilenceP50Ns = candidate.AfterSilence(Candidate.TypicalSilenceMs, asked.PayloadBytes).Value,
        };
        return new Verdict(candidate, initiators, figures, checks, [.. _notes])
        {
            P50 = p50.Shown,
            P99 = p99.Shown,
            Rate = carried,
            Flags = [.. new[] { p50.Shown, p99.Shown, carried, cores.Shown }.SelectMany(reading => reading.Flags).Distinct()],
        };
    }

    private Measuring Remedy => new(asked.Rate is null ? Scenario.RoundTrip : Scenario.Load, asked.Rate, asked.PayloadBytes, Enough());

    private string Alone => initiators > 1 ? "one message at a time each" : "one message at a time";

    // A load is answered, so one way the rate may be more than so many initiators can hold with one message in flight each.
    private int Enough() =>
        asked is { OneWay: true, Rate: { } rate }
            && candidate.FullSpeed(Scenario.RoundTrip, cell => cell.Throughput?.MessagesPerSecond, asked.PayloadBytes, initiators).Value is { } answered and > 0
            ? (int)Math.Clamp(Math.Ceiling(initiators * rate / answered), initiators, Cell.MaxInitiators)
            : initiators;

    private (AdvisedFigure Shown, bool IsAsked, string? Missing) Latency(Func<DistributionSummary, double?> percentile, Quantity quantity) =>
        Figure(
            cell => (asked.OneWay ? cell.OneWayRequestNs : cell.LatencyNs) is { } latency ? percentile(latency) : null,
            quantity: asked.OneWay ? null : quantity);

    // What was asked for; where that was not measured, that at full speed, which is shown but is not the same.
    private (AdvisedFigure Shown, bool IsAsked, string? Missing) Figure(
        Func<CellResult, double?> figure,
        Scenario atFullSpeed = Scenario.RoundTrip,
        Quantity? quantity = null)
    {
        var fast = candidate.FullSpeed(atFullSpeed, figure, asked.PayloadBytes, initiators, quantity);
        if (asked.Rate is not { } rate)
            return (fast, fast.Value is not null, fast.Missing);
        var loaded = candidate.Loaded(figure, asked.PayloadBytes, rate, initiators, quantity);
        return loaded.Value is null ? (fast, false, loaded.Missing) : (loaded, true, null);
    }

    private Check OfRate(AdvisedFigure carried, double rate)
    {
        if (carried.Value is not { } most)
            return Unknown("rate", carried.Missing!, Remedy);
        if (most >= rate)
            return Met("rate", $"rate {Figures.Rate(most)} ≥ {Figures.Rate(rate)}", most, rate, carried.Low < rate ? Figures.Rate(carried.Low.Value) : null);
        if (!candidate.IsLimitKnown(initiators, asked.OneWay))
            return Unknown(
                "rate",
                $"the highest that was tried is {Figures.Rate(most)}",
                asked.OneWay ? Remedy with { Scenario = Scenario.Stream, Rate = null } : Remedy);
        var by = initiators > 1 ? $"{initiators} initiators" : "one initiator";
        return Miss("rate", $"rate {Figures.Rate(rate)} > {Figures.Rate(most)} carried by {by}", most, rate, rate / most, "");
    }

    private Check OfLatency(string name, (AdvisedFigure Shown, bool IsAsked, string? Missing) latency, double limit)
    {
        var said = asked.OneWay ? $"one-way {name}" : name;
        if (latency.Shown.Value is { } value && value > limit)
            return Miss(
                name, $"{said} {Figures.Duration(value)} > {Figures.Duration(limit)}", value, limit, value / limit,
                latency.IsAsked ? "" : $" with {Alone} already");
        if (latency is { IsAsked: true, Shown.Value: { } met })
            return Met(
                name, $"{said} {Figures.Duration(met)} ≤ {Figures.Duration(limit)}", met, limit,
                latency.Shown.High > limit ? Figures.Duration(latency.Shown.High.Value) : null);
        return latency.Shown.Value is { } alone
            ? Unknown(name, $"{latency.Missing}; {Figures.Duration(alone)} with {Alone}, without waiting", Remedy)
            : Unknown(name, latency.Missing!, Remedy);
    }

    private Check OfCores((AdvisedFigure Shown, bool IsAsked, string? Missing) cores, double limit)
    {
        if (cores.Shown.Value is not { } used)
            return Unknown("max-cores", cores.Missing!, Remedy);
        if (used <= limit)
            return new Check("max-cores", Outcome.Met, $"cores {Figures.Digits(used)} ≤ {Figures.Digits(limit)}", used, limit);
        return cores.IsAsked
            ? Miss("max-cores", $"cores {Figures.Digits(used)} > {Figures.Digits(limit)}", used, limit, used / limit, "")
            : Unknown("max-cores", $"{cores.Missing}; {Figures.Digits(used)} cores at full speed, fewer perhaps at {Figures.Rate(asked.Rate!.Value)}", Remedy);
    }

    private Check OfIdle(AdvisedFigure idle, double limit) => idle.Value is not { } used
        ? Unknown("idle-cores", idle.Missing!, new Measuring(Scenario.Idle, null, asked.PayloadBytes, 1))
        : used <= limit
            ? new Check("idle-cores", Outcome.Met, $"idle cores {Figures.Digits(used)} ≤ {Figures.Digits(limit)}", used, limit)
            : Miss("idle-cores", $"idle cores {Figures.Digits(used)} > {Figures.Digits(limit)}", used, limit, used / limit, "");

    // What the interval may reach beyond the limit; null where all of it meets.
    private static Check Met(string requirement, string text, double measured, double limit, string? reaches) => reaches is null
        ? new(requirement, Outcome.Met, text, measured, limit)
        : new(requirement, Outcome.MetNotForSure, $"{text}, but not for sure: it may be {reaches}", measured, limit);

    private static Check Unknown(string requirement, string missing, Measuring remedy) =>
        new(requirement, Outcome.NotMeasured, $"{requirement}: {missing}", Remedy: remedy);

    private static Check Miss(string requirement, string text, double measured, double limit, double factor, string basis) =>
        new(
            requirement,
            Outcome.Failed,
            double.IsFinite(factor) ? $"{text}, {Factor(factor)}×{basis}" : $"{text}{basis}",
            measured,
            limit,
            double.IsFinite(factor) ? factor : null);

    // Three digits say nothing of a miss by a hair; "1×" would be wrong.
    private static string Factor(double factor) => Figures.Digits(factor) is "1" ? "1.00" : Figures.Digits(factor);
}
