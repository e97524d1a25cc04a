using InterContainer.Agent.Contract;
using InterContainer.Bench.Comparing;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Reporting.Page;

/// <summary>What a run answers, for messages of one size.</summary>
/// <param name="PayloadBytes">The size.</param>
/// <param name="Families">The best of each family, the one with the lowest median round trip first.</param>
/// <param name="Choices">Which transport is best for a wish.</param>
internal sealed record Answer(int PayloadBytes, IReadOnlyList<Ranked> Families, IReadOnlyList<Choice> Choices)
{
    /// <summary>Whoever is within this part of the best counts as equal where the run has no rounds to tell them apart by.</summary>
    public const double Close = 0.1;

    /// <summary>For the smallest and for the largest messages that were measured. Derived from the run alone; pure.</summary>
    public static IReadOnlyList<Answer> Of(RunResults run)
    {
        var cells = run.Results.Where(IsEvidence).ToList();
        var uncertainty = new Uncertainty(run);
        var payloads = cells.Select(cell => cell.PayloadBytes).Distinct().Order().ToList();
        return payloads.Count == 0
            ? []
            : [.. new[] { payloads[0], payloads[^1] }.Distinct().Select(payload => new Answer(payload, Rank(cells, uncertainty, payload), ChoiceTable.Of(cells, uncertainty, payload)))];
    }

    // The floor is no way for two containers to talk, and another size or several at once is another question.
    private static bool IsEvidence(CellResult cell) => cell is
    {
        Status: Status.Ok, Family: not Family.Floor, IsPlain: true, Throughput: not null, Scenario: Scenario.RoundTrip or Scenario.Stream or Scenario.Connect,
    };

    private static List<Ranked> Rank(IEnumerable<CellResult> cells, Uncertainty uncertainty, int payload)
    {
        var here = cells.Where(cell => cell.PayloadBytes == payload).ToList();
        var best = here.Where(cell => cell.Scenario == Scenario.RoundTrip)
            .GroupBy(cell => cell.Family)
            .Select(family => family.MinBy(cell => cell.LatencyNs!.P50)!)
            .OrderBy(cell => cell.LatencyNs!.P50)
            .ToList();
        var places = Ranking.Places(best, (one, other) => uncertainty.IsOne(one, other, Quantity.P50));
        return
        [
            .. best.Zip(places, (cell, place) =>
                new Ranked(cell, here.FirstOrDefault(other => other.Scenario == Scenario.Stream && other.Transport == cell.Transport && other.Isolation == cell.Isolation), place)),
        ];
    }
}

/// <summary>The best of a family.</summary>
/// <param name="RoundTrip">Its round trip.</param>
/// <param name="Stream">Its stream of the same size; null where that was not measured.</param>
/// <param name="Place">From 1; what cannot be told from the first of a place shares it.</param>
internal sealed record Ranked(CellResult RoundTrip, CellResult? Stream, int Place);

/// <summary>A wish and who fulfils it best.</summary>
/// <param name="Wish">Completes "choose X when you …".</param>
/// <param name="Best">Null where none of those measured fulfils it.</param>
/// <param name="Figure">The best one's figure that decides, in words; empty where there is none.</param>
/// <param name="Next">Who comes after it.</param>
internal sealed record Choice(string Wish, CellResult? Best, string Figure, IReadOnlyList<RunnerUp> Next);

/// <summary>Who comes after the best.</summary>
/// <param name="Figure">In words.</param>
/// <param name="Close">Not to be told from the best.</param>
/// <param name="IsFlagged">Whether there is something to know before trusting the figure.</param>
internal sealed record RunnerUp(string Transport, string Figure, bool Close, bool IsFlagged);
