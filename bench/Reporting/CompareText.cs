using System.Globalization;
using System.Text;
using InterContainer.Bench.Comparing;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>Two runs side by side, as Markdown that fits a comment on a pull request. Pure.</summary>
internal static class CompareText
{
    private const double FalseAlarms = 0.05;

    public static string Of(RunResults first, RunResults second, RunComparison comparison)
    {
        var page = new StringBuilder();
        page.AppendLine("## B beside A").AppendLine();
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
        var changed = comparison.Figures.Where(figure => figure.Verdict is Verdict.Worse or Verdict.Better).OrderByDescending(figure => Math.Abs(Math.Log(figure.Comparison.Ratio))).ToList();
        if (changed.Count > 0)
            page.Append(Table(changed)).AppendLine();
        if (comparison.Figures.Count > changed.Count)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"<details><summary>All {comparison.Figures.Count} figures</summary>").AppendLine();
            page.Append(Table(comparison.Figures)).AppendLine().AppendLine("</details>").AppendLine();
        }

        page.AppendLine("B / A is the ratio of the geometric means over rounds, with its 95 % interval: of each cell the expanded percentile bootstrap of its rounds, or its part in the run's noise floor (A/A, halves of rounds against each other), whichever is larger. Indistinguishable: the interval holds 1.");
        return page.ToString();
    }

    private static string Run(RunResults run) =>
        $"{MarkdownTable.Escape(run.Run.Id)}, {MarkdownTable.Code(run.Run.Command)}{(run.Run.FinishedUtc is null ? ", interrupted" : "")}";

    private static string Summary(RunComparison comparison)
    {
        var (count, judged) = (comparison.Figures.Count, comparison.Figures.Count(figure => figure.Comparison.Low is not null));
        var verdicts = Enum.GetValues<Verdict>()
            .Select(verdict => (Verdict: verdict, Count: comparison.Figures.Count(figure => figure.Verdict == verdict)))
            .Where(verdict => verdict.Count > 0)
            .Select(verdict => $"{verdict.Count} {(verdict.Verdict == Verdict.Unknown ? "unknown (one round has no noise to measure by; --quick has only one)" : Words.Of(verdict.Verdict))}");
        var text = count == 0
            ? "The runs have no figure in common that could be compared."
            : string.Create(CultureInfo.InvariantCulture, $"**{count} figures: {string.Join(", ", verdicts)}.**")
                + (judged == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Where nothing changed, at most about {Math.Ceiling(FalseAlarms * judged)} of {judged} would be called better or worse by chance."));
        return comparison.Alone.Count == 0 ? text : $"{text} {comparison.Alone.Count} cells are in one of the runs only.";
    }

    private static void Statuses(StringBuilder page, RunComparison comparison)
    {
        foreach (var (first, second) in comparison.Statuses)
        {
            var reason = second.Reason ?? first.Reason;
            page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape($"{CellText.Name(second)}: {CellText.Status(first)} / {CellText.Status(second)}: {reason}")}");
        }

        if (comparison.Statuses.Count > 0)
            page.AppendLine();
    }

    private static MarkdownTable Table(IEnumerable<ComparedFigure> figures)
    {
        var table = new MarkdownTable("cell", "figure", ">A", ">B", ">B / A", ">95 % interval", "B is");
        foreach (var figure in figures)
        {
            table.Add(
                CellText.Name(figure.First),
                Words.Of(figure.Quantity),
                Value(figure.First, figure.Quantity),
                Value(figure.Second, figure.Quantity),
                $"{Figures.Digits(figure.Comparison.Ratio)}×",
                figure.Comparison is { Low: { } low, High: { } high } ? $"{Figures.Digits(low)} to {Figures.Digits(high)}" : "-",
                Words.Of(figure.Verdict));
        }

        return table;
    }

    private static string Value(CellResult cell, Quantity quantity) => quantity switch
    {
        Quantity.P50 => cell.LatencyNs is { } latency ? Figures.Duration(latency.P50) : "-",
        Quantity.P99 => cell.LatencyNs is { } tail ? Figures.Duration(tail.P99) : "-",
        _ => cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-",
    };
}
