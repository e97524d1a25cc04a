using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>How a requirement stands.</summary>
internal enum Outcome
{
    Met,

    /// <summary>The figure meets it, its 95 % interval does not.</summary>
    MetNotForSure,

    /// <summary>The run cannot say.</summary>
    NotMeasured,

    Failed,
}

/// <summary>One requirement against one transport.</summary>
/// <param name="Requirement">As the option is written, without its hyphens: p99.</param>
/// <param name="Text">For people: p99 5.2 ms &gt; 2 ms, 2.6×.</param>
/// <param name="Measured">The figure that decides, in the unit of the requirement; null where there is none.</param>
/// <param name="Limit">What was asked for; null for what is no figure.</param>
/// <param name="Factor">By how much it fails, above 1; null where it does not, or where that is no figure.</param>
/// <param name="Remedy">What would measure it; null where it is known.</param>
internal sealed record Check(
    string Requirement, Outcome Outcome, string Text,
    double? Measured = null, double? Limit = null, double? Factor = null, Measuring? Remedy = null);

/// <summary>The figures that decide; null where the run gives none. ns, messages a second, cores.</summary>
/// <param name="IsLoaded">Whether latency is that under the load that was asked for; else one message at a time.</param>
internal sealed record Deciding(
    double? P50Ns, double? P99Ns, bool IsLoaded, double? CarriedPerSecond,
    double? Headroom, double? Cores, double? IdleCores, string? Durability)
{
    /// <summary>The median of the first message after <see cref="Candidate.TypicalSilenceMs"/> of silence, whatever was asked.</summary>
    public double? AfterSilenceP50Ns { get; init; }
}

/// <summary>What becomes of one transport.</summary>
/// <param name="Initiators">How many at once the figures are of.</param>
/// <param name="Notes">How figures came about that were not measured at exactly what was asked for.</param>
internal sealed record Verdict(Candidate Candidate, int Initiators, Deciding Figures, IReadOnlyList<Check> Checks, IReadOnlyList<string> Notes)
{
    /// <summary>Its rank among those that qualify, from 1, which it shares with what cannot be told from it; 0 where it does not qualify.</summary>
    public int Place { get; init; }

    public AdvisedFigure P50 { get; init; } = AdvisedFigure.None("");

    public AdvisedFigure P99 { get; init; } = AdvisedFigure.None("");

    public AdvisedFigure Rate { get; init; } = AdvisedFigure.None("");

    /// <summary>What a reader should know of the cells that it rests on.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Whether it is known to do what is asked, for sure or by its figures.</summary>
    public bool Qualifies => Outcome is Outcome.Met or Outcome.MetNotForSure;

    /// <summary>
    /// Whether no other that qualifies is better in one of latency, rate and cores, and as good in the rest. What is indistinguishable is as good. Null
    /// where one of these is not known.
    /// </summary>
    public bool? IsOnFront { get; init; }

    /// <summary>Whether the rate is all that it fails by, and was measured with one initiator alone.</summary>
    public bool IsForWantOfInitiators =>
        Candidate.Initiators.Count == 1 && Checks.All(check => check.Outcome == Outcome.Failed == (check.Requirement == "rate"));

    /// <summary>The worst of its checks.</summary>
    public Outcome Outcome { get; } = Checks.Select(check => check.Outcome).DefaultIfEmpty(Outcome.Met).Max();
}

/// <summary>The answer: those that qualify, best latency first; those of which the run cannot say; those that do not, the nearest miss first.</summary>
internal sealed record Advice(Requirements Requirements, IReadOnlyList<Verdict> Qualified, IReadOnlyList<Verdict> Open, IReadOnlyList<Verdict> Rejected)
{
    /// <summary>Of each transport that may qualify the fan-out to the most subscribers.</summary>
    public IEnumerable<CellResult> FanOuts(RunResults run) => Curves.WithMostSubscribers(
        run, [.. Qualified.Concat(Open).Select(verdict => verdict.Candidate.Transport)], Requirements.PayloadBytes);
}
