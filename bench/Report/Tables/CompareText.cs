using System.Globalization;
using System.Text;
using InterContainer.Bench.Analysis.Comparing;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>Two runs side by side, as Markdown that fits a comment on a pull request. Pure.</summary>
internal static class CompareText
{
    public static string Of(RunResults first, RunResults second, RunComparison comparison)
    {
        var page = new StringBuilder();
        page.AppendLine("## B against A").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"- A: {Run(first)}");
        page.AppendLine(CultureInfo.InvariantCulture, $"- B: {Run(second)}").AppendLine();
        var differences = Circumstances.Differences(first, second, comparison).ToList();
        if (differences.Count > 0)
        {
            page.AppendLine("**Not made in the same circumstances**, so a difference need not be the code's (A / B):").AppendLine();
            differences.ForEach(difference => page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(difference)}"));
            page.AppendLine();
        }

        page.AppendLine(Summary(comparison)).AppendLine();
        Statuses(page, comparison);
        var changed = comparison.Figures.Where(figure => figure.Verdict is Verdict.Worse or Verdict.Better)
            .OrderByDescending(figure => Math.Abs(Math.Log(figure.Comparison.Ratio)))
            .ToList();
        if (changed.Count > 0)
            page.Append(Table(changed)).AppendLine();
        if (comparison.Figures.Count > changed.Count)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"<details><summary>All {comparison.Figures.Count} figures</summary>").AppendLine();
            page.Append(Table(comparison.Figures)).AppendLine().AppendLine("</details>").AppendLine();
        }

        page.AppendLine(
            "A and B are geometric means over rounds. B / A has its bare 95 % interval (Welch's t on logarithms, variances moderated by the other cells' where "
            + "these are alike). p is adjusted for the number of figures (Benjamini and Hochberg); a figure is better or worse where it is at most 0.05, so of "
            + "those called so about one in twenty is by chance. The machine probe is a spinning loop, a cache line between two processors, and a wake-up, "
            + "timed just before each round: above 1× the machine was slower when B was measured."
            + (first.Run.IsMerged || second.Run.IsMerged
                ? " Of a merged run, its runs stand for rounds, and no variance is moderated; one that is not merged says nothing of how runs differ."
                : ""));
        return page.ToString();
    }

    private static string Run(RunResults run) =>
        $"{MarkdownTable.Escape(run.Run.Id)}, {MarkdownTable.Code(run.Run.Command)}{(run.Run.FinishedUtc is null ? ", interrupted" : "")}"
            + $"{(run.Run.IsMerged ? $", merged of {run.Run.Merged.Count} runs" : "")}{(run.Run.Resumed.Count > 0 ? ", resumed after an interruption" : "")}";

    private static string Summary(RunComparison comparison)
    {
        var (count, judged) = (comparison.Figures.Count, comparison.Figures.Where(figure => figure.AdjustedP is not null).ToList());
        var verdicts = Enum.GetValues<Verdict>()
            .Select(verdict => (Verdict: verdict, Count: comparison.Figures.Count(figure => figure.Verdict == verdict)))
            .Where(verdict => verdict.Count > 0)
            .Select(verdict => $"{verdict.Count} " + (verdict.Verdict == Verdict.Unknown
                ? "unknown (one round has no noise to measure by; --quick has only one)"
                : EnumText.Of(verdict.Verdict)));
        var text = count == 0
            ? "The runs have no figure in common that could be compared."
            : string.Create(CultureInfo.InvariantCulture, $"**{count} figures: {string.Join(", ", verdicts)}.**")
                + (judged.Count == 0
                    ? ""
                    : $" Indistinguishable by the corrected verdict: {Alike(judged, figure => figure.Verdict)}; "
                        + $"by the bare intervals: {Alike(judged, figure => figure.Bare)}, of which one in twenty misses by chance where nothing changed.");
        return comparison.Alone.Count == 0 ? text : $"{text} {comparison.Alone.Count} cells are in one of the runs only.";
    }

    private static string Alike(List<ComparedFigure> judged, Func<ComparedFigure, Verdict> verdict) =>
        judged.Count(figure => verdict(figure) == Verdict.Indistinguishable) is var alike
            ? string.Create(CultureInfo.InvariantCulture, $"{alike} of {judged.Count} ({100.0 * alike / judged.Count:0.#} %)")
        : "";

    private static void Statuses(StringBuilder page, RunComparison comparison)
    {
        foreach (var (first, second) in comparison.Statuses)
        {
            var reason = second.Reason ?? first.Reason;
            page.AppendLine(
                CultureInfo.InvariantCulture,
                $"- {MarkdownTable.Escape($"{CellText.Name(second)}: {CellText.Status(first)} / {CellText.Status(second)}: {reason}")}");
        }

        if (comparison.Statuses.Count > 0)
            page.AppendLine();
    }

    private static MarkdownTable Table(IEnumerable<ComparedFigure> figures)
    {
        var table = new MarkdownTable("cell", "figure", ">A", ">B", ">B / A", ">bare 95 % interval", ">adjusted p", "B is", ">machine probe B / A");
        foreach (var figure in figures)
        {
            table.Add(
                CellText.Name(figure.First),
                EnumText.Of(figure.Quantity),
                Value(figure.First, figure.Quantity),
                Value(figure.Second, figure.Quantity),
                $"{Figures.Digits(figure.Comparison.Ratio)}×",
                figure.Comparison is { Low: { } low, High: { } high } ? $"{Figures.Digits(low)} to {Figures.Digits(high)}" : "-",
                figure.AdjustedP is { } p ? p < 0.001 ? "< 0.001" : p.ToString("0.###", CultureInfo.InvariantCulture) : "-",
                EnumText.Of(figure.Verdict),
                ProbeText.Ratio(figure.First, figure.Second) ?? "-");
        }

        return table;
    }

    private static string Value(CellResult cell, Quantity quantity) => RoundValues.Figure(cell, quantity) is not { } value ? "-"
        : Better.IsLess(quantity) ? Figures.Duration(value)
        : Figures.Rate(value);
}
