using System.Globalization;
using System.Text;
using InterContainer.Bench.Comparing;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

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

    /// <summary>A flag, and in how many rounds it was raised where not in all.</summary>
    public static string InRounds(CellResult cell, string flag)
    {
        var raised = cell.Rounds.Count(round => round.Flags.Contains(flag));
        return raised == 0 || raised == cell.Rounds.Count ? flag : string.Create(CultureInfo.InvariantCulture, $"{flag} (in {raised} of {cell.Rounds.Count} rounds)");
    }

    /// <summary>The noise floors, a line each; none of a run of one round.</summary>
    public static IEnumerable<string> Floors(Uncertainty uncertainty) =>
        uncertainty.Floor.All.Select(floor => $"Noise floor of {Words.Of(floor.Scenario)}, {Words.Of(floor.Quantity)}: {Of(floor.Floor)}");

    /// <summary>What cannot be told apart, a line a group.</summary>
    public static IEnumerable<string> Alike(RunResults run, Uncertainty uncertainty) =>
        from cell in run.Results
        where cell.IsPlain && RoundValues.Compared(cell.Scenario).Count > 0
        group cell by (cell.Scenario, cell.PayloadBytes) into alike
        let quantity = RoundValues.Compared(alike.Key.Scenario)[0]
        from indistinguishable in Ranking.Indistinguishable(alike, uncertainty, quantity)
        select $"Indistinguishable at {Words.Of(alike.Key.Scenario)} {Figures.Bytes(alike.Key.PayloadBytes)}, {Words.Of(quantity)}: {string.Join(", ", indistinguishable.Select(cell => cell.Transport))}";

    /// <summary>A section of the page: the noise floor, and what cannot be told apart. Empty for a run of one round.</summary>
    public static string Of(RunResults run, Uncertainty uncertainty)
    {
        var floors = Floors(uncertainty).ToList();
        if (floors.Count == 0)
            return "";
        var page = new StringBuilder();
        page.AppendLine("## What is noise").AppendLine();
        page.AppendLine("A/A: the rounds of each cell, split into halves in every way, compared as if they were two cells. 95 % of these comparisons of equal things differ by less than the floor; ± is that part of it that belongs to one cell, or what the cell's own rounds say, whichever is larger. The order of what is indistinguishable means nothing in a table or chart.").AppendLine();
        foreach (var line in floors.Concat(Alike(run, uncertainty)))
            page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(line)}");
        return page.AppendLine().ToString();
    }
}
