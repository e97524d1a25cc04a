using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>Which transports of a run do what is asked, by its figures alone. Pure.</summary>
internal static class Advisor
{
    public static Advice Advise(RunResults run, Requirements asked)
    {
        var verdicts = Candidate.Of(run)
            .Where(candidate => asked.Families.Count == 0 || asked.Families.Contains(candidate.Family))
            .Select(candidate => Evaluate(candidate, asked))
            .ToList();
        return new Advice(
            asked,
            [.. WithFront(Placed([.. ByLatency(verdicts.Where(verdict => verdict.Qualifies), asked)], asked), asked)],
            [.. ByLatency(verdicts.Where(verdict => verdict.Outcome == Outcome.NotMeasured), asked)],
            [
                .. verdicts.Where(verdict => verdict.Outcome == Outcome.Failed)
                    .OrderBy(Miss)
                    .ThenBy(verdict => verdict.Candidate.Transport, StringComparer.Ordinal),
            ]);
    }

    // More initiators carry more, so under a rate the fewest that do what is asked are taken.
    private static Verdict Evaluate(Candidate candidate, Requirements asked)
    {
        List<Check> guarantees = [.. GuaranteeChecks.Of(candidate, asked)];
        var verdicts = (asked.Rate is null ? [1] : candidate.Initiators)
            .Select(initiators => new FigureChecks(candidate, asked, initiators).Verdict(guarantees))
            .ToList();
        return verdicts
            .OrderBy(verdict => verdict.Outcome)
            .ThenBy(verdict => verdict.Checks.Count(check => check.Outcome == Outcome.Failed))
            .ThenBy(verdict => verdict.Outcome == Outcome.Failed ? Miss(verdict) : 0)
            .First();
    }

    private static IEnumerable<Verdict> ByLatency(IEnumerable<Verdict> verdicts, Requirements asked) =>
        verdicts.OrderBy(verdict => Latency(verdict, asked) ?? double.MaxValue).ThenBy(verdict => verdict.Candidate.Transport, StringComparer.Ordinal);

    /// <summary>The percentile that decides: p99, or p50 where only that was asked for.</summary>
    public static double? Latency(Verdict verdict, Requirements asked) =>
        asked is { P50Ns: not null, P99Ns: null } ? verdict.Figures.P50Ns : verdict.Figures.P99Ns;

    /// <summary>The same with its interval.</summary>
    private static AdvisedFigure WithInterval(Verdict verdict, Requirements asked) => asked is { P50Ns: not null, P99Ns: null } ? verdict.P50 : verdict.P99;

    private static List<Verdict> Placed(List<Verdict> qualified, Requirements asked)
    {
        var places = Ranking.Places(qualified, (one, other) => AdvisedFigure.IsOne(WithInterval(one, asked), WithInterval(other, asked)));
        return [.. qualified.Select((verdict, i) => verdict with { Place = places[i] })];
    }

    private static IEnumerable<Verdict> WithFront(List<Verdict> qualified, Requirements asked)
    {
        var front = ParetoFront.Of([.. qualified.Select(Figures)], IsOne);
        return qualified.Select((verdict, i) => verdict with { IsOnFront = front[i] });

        bool IsOne(int one, int other, int figure) => figure switch
        {
            0 => AdvisedFigure.IsOne(WithInterval(qualified[one], asked), WithInterval(qualified[other], asked)),
            1 => AdvisedFigure.IsOne(qualified[one].Rate, qualified[other].Rate),
            _ => false,
        };

        // Less is better: so the rate is negative.
        IReadOnlyList<double>? Figures(Verdict verdict) =>
            Latency(verdict, asked) is { } latency && verdict.Figures is { CarriedPerSecond: { } rate, Cores: { } cores } ? [latency, -rate, cores] : null;
    }

    // What fails for good, by no figure, comes after what fails by a factor.
    private static double Miss(Verdict verdict) => verdict.Checks
        .Where(check => check.Outcome == Outcome.Failed)
        .Max(check => check.Factor ?? double.MaxValue);
}
