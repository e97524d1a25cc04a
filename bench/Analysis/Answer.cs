using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Analysis;

/// <summary>What a run answers, for messages of one size.</summary>
/// <param name="PayloadBytes">The size.</param>
/// <param name="Families">The best of each family, the one with the lowest median round trip first.</param>
/// <param name="Choices">Which transport is best for a wish.</param>
internal sealed record Answer(int PayloadBytes, IReadOnlyList<Ranked> Families, IReadOnlyList<Choice> Choices)
{
    /// <summary>The best of each family by service time at the ordinary rate; empty where the run has none at this size.</summary>
    public IReadOnlyList<Ranked> AtRate { get; init; } = [];

    /// <summary>That rate, messages a second; 0 where there is none.</summary>
    public double Rate { get; init; }

    /// <summary>A transport within this part of the best counts as equal where the run has no rounds to distinguish them by.</summary>
    public const double Close = 0.1;

    /// <summary>For the smallest and for the largest messages that were measured. Derived from the run alone; pure.</summary>
    public static IReadOnlyList<Answer> Of(RunResults run)
    {
        var ordinary = OrdinaryRate.Of(run);
        List<CellResult> cells =
        [
            .. run.Results.Where(IsEvidence),
            .. ordinary?.Cells.Where(cell => cell is { Status: Status.Ok, Family: not Family.Baseline, ServiceTimeNs: not null }) ?? [],
        ];
        var uncertainty = new Uncertainty(run);
        var payloads = cells.Select(cell => cell.PayloadBytes).Distinct().Order().ToList();
        if (payloads.Count == 0)
            return [];
        return
        [
            .. new[] { payloads[0], payloads[^1] }.Distinct().Select(payload => new Answer(
                payload,
                Rank(cells, uncertainty, payload, Scenario.RoundTrip, cell => cell.LatencyNs!.P50, Quantity.P50),
                BestChoices.Of(cells, uncertainty, payload, ordinary?.Text))
            {
                AtRate = Rank(cells, uncertainty, payload, Scenario.Load, cell => cell.ServiceTimeNs!.P50, Quantity.ServiceTimeP50),
                Rate = ordinary?.PerSecond ?? 0,
            }),
        ];
    }

    // The floor is no way for two containers to talk, and another size or several at once is another question.
    private static bool IsEvidence(CellResult cell) => cell is
    {
        Status: Status.Ok, Family: not Family.Baseline, IsPlain: true, Throughput: not null,
        Scenario: Scenario.RoundTrip or Scenario.Stream or Scenario.Connect,
    };

    private static List<Ranked> Rank(
        IEnumerable<CellResult> cells, Uncertainty uncertainty, int payload, Scenario scenario, Func<CellResult, double> median, Quantity quantity)
    {
        var here = cells.Where(cell => cell.PayloadBytes == payload).ToList();
        var best = here.Where(cell => cell.Scenario == scenario)
            .GroupBy(cell => cell.Family)
            .Select(family => family.MinBy(median)!)
            .OrderBy(median)
            .ToList();
        var places = Ranking.Places(best, (one, other) => uncertainty.IsOne(one, other, quantity));
        CellResult? Other(CellResult cell, Scenario wanted) =>
            here.FirstOrDefault(other => other.Scenario == wanted && other.Transport == cell.Transport && other.Isolation == cell.Isolation);
        return [.. best.Zip(places, (cell, place) => new Ranked(cell, Other(cell, scenario == Scenario.Load ? Scenario.RoundTrip : Scenario.Stream), place))];
    }
}

/// <summary>The best of a family.</summary>
/// <param name="Cell">The cell that ranks it: its round trip, or its load at the ordinary rate.</param>
/// <param name="Other">For comparison, of the same size: its stream, or of a load its round trip; null where that was not measured.</param>
/// <param name="Place">From 1; what is indistinguishable from the first of a place shares it.</param>
internal sealed record Ranked(CellResult Cell, CellResult? Other, int Place);

/// <summary>A wish and the transport that fulfils it best.</summary>
/// <param name="Wish">Completes "choose X when you …".</param>
/// <param name="Best">Null where none of those measured fulfils it.</param>
/// <param name="Figure">The best one's figure that decides, in words; empty where there is none.</param>
/// <param name="Next">The next best.</param>
internal sealed record Choice(string Wish, CellResult? Best, string Figure, IReadOnlyList<RunnerUp> Next);

/// <summary>One of the next best.</summary>
/// <param name="Figure">In words.</param>
/// <param name="Close">Indistinguishable from the best.</param>
/// <param name="IsFlagged">Whether there is something to know before trusting the figure.</param>
internal sealed record RunnerUp(string Transport, string Figure, bool Close, bool IsFlagged);
