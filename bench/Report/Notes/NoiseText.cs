using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Notes;

/// <summary>How sure the figures of a run are, in words. Pure.</summary>
internal static class NoiseText
{
    private const double Factor = 2;

    /// <param name="logarithm">As <see cref="Uncertainty"/> says it; null: not known.</param>
    public static string Of(double? logarithm) => Math.Exp(logarithm ?? double.NaN) switch
    {
        double.NaN => "-",
        // Much more up than down: as a factor both ways.
        >= Factor and var factor => $"×/÷ {Figures.Digits(Math.Round(factor, 1))}",
        var factor => string.Create(CultureInfo.InvariantCulture, $"{100 * (factor - 1):0.#} %"),
    };

    /// <summary>
    /// How much the rounds, or the runs, of a usual cell vary, and what the cells say about each other, a line a scenario and figure; none of a run of one
    /// round.
    /// </summary>
    public static IEnumerable<string> Spreads(RunResults run, Uncertainty uncertainty) =>
        from scenario in run.Results.Select(cell => cell.Scenario).Distinct().Order()
        from quantity in RoundValues.Compared(scenario)
        let pool = uncertainty.Pool(scenario, quantity).ToList()
        where pool.Count > 0
        let usual = Of(Median.Of(pool.Select(cell => Math.Sqrt(cell.Own.Value))))
        select $"{(uncertainty.IsOfRuns ? "Runs" : "Rounds")} of {EnumText.Of(scenario)}, {EnumText.Of(quantity)}: "
            + $"the usual cell of {pool.Count} has a standard deviation of {usual}; "
            + (uncertainty.IsOfRuns ? "each is judged by its own runs alone" : Borrowing(pool, uncertainty.Prior(scenario, quantity)));

    private static string Borrowing(List<(CellResult Cell, SampleVariance Own)> pool, VariancePrior? prior)
    {
        if (prior is null || pool.TrueForAll(cell => prior.Moderate(cell.Own) == cell.Own))
            return $"cells differ in this, or are few (what the others know of one is worth "
                + $"{(prior is null ? "nothing" : $"{Figures.Digits(prior.Freedom)} of its rounds")}), so each is judged by its own rounds alone";
        var odd = pool.Where(cell => prior.Fits(cell.Own) < 0.5).Select(cell => CellText.Name(cell.Cell)).ToList();
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"cells are alike in this, so each knows as much as {Figures.Digits(prior.Freedom)} more rounds would tell it");
        return odd.Count == 0 ? text : $"{text}, but for {string.Join(", ", odd)}";
    }

}
