using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Comparing;

/// <summary>Two runs, cell by cell. Pure.</summary>
internal sealed class RunComparison
{
    public RunComparison(RunResults first, RunResults second)
    {
        var (ofFirst, ofSecond) = (new Uncertainty(first), new Uncertainty(second));
        var others = second.Results.GroupBy(Identity).ToDictionary(group => group.Key, group => group.First());
        var pairs = first.Results.DistinctBy(Identity)
            .Where(cell => others.ContainsKey(Identity(cell)))
            .Select(cell => (First: cell, Second: others[Identity(cell)]))
            .ToList();
        List<ComparedFigure> figures =
        [
            .. from pair in pairs
               where pair.First.Status == Status.Ok && pair.Second.Status == Status.Ok
               from quantity in RoundValues.Compared(pair.First.Scenario)
               let comparison = Comparison.Of(pair.First, ofFirst, pair.Second, ofSecond, quantity)
               where comparison is not null
               select new ComparedFigure(pair.First, pair.Second, quantity, comparison, null),
        ];
        var adjusted = new Queue<double>(FalseDiscovery.Adjust([.. figures.Select(figure => figure.Comparison.P).OfType<double>()]));
        Figures = [.. figures.Select(figure => figure.Comparison.P is null ? figure : figure with { AdjustedP = adjusted.Dequeue() })];
        Statuses = [.. pairs.Where(pair => pair.First.Status != pair.Second.Status)];
        Alone =
        [
            .. first.Results.Where(cell => !others.ContainsKey(Identity(cell))),
            .. second.Results.ExceptBy(first.Results.Select(Identity), Identity),
        ];
        Pairs = pairs;
    }

    /// <summary>Every figure that both have.</summary>
    public IReadOnlyList<ComparedFigure> Figures { get; }

    /// <summary>Cells of both that ended differently.</summary>
    public IReadOnlyList<(CellResult First, CellResult Second)> Statuses { get; }

    /// <summary>Cells of only one of them.</summary>
    public IReadOnlyList<CellResult> Alone { get; }

    /// <summary>All cells of both.</summary>
    public IReadOnlyList<(CellResult First, CellResult Second)> Pairs { get; }

    /// <summary>
    /// Whether something got worse for sure by more than a part: the whole 95 % interval is beyond it, or a cell is not ok any more. Not corrected for the
    /// number of figures.
    /// </summary>
    /// <param name="part">0.1 is 10 %: a time of 1.1 times, or a rate of 1/1.1.</param>
    public bool IsWorseBy(double part) =>
        Figures.Any(figure => figure.IsWorseBy(part)) || Statuses.Any(pair => pair.First.Status == Status.Ok);

    private static (CellKey Key, Isolation Isolation) Identity(CellResult cell) => (cell.Key, cell.Isolation);
}

/// <summary>A figure of a cell in two runs.</summary>
/// <param name="AdjustedP">For the number of figures that were compared (<see cref="FalseDiscovery"/>); null where a cell has only one round.</param>
internal sealed record ComparedFigure(CellResult First, CellResult Second, Quantity Quantity, Comparison Comparison, double? AdjustedP)
{
    /// <summary>Corrected for the number of figures.</summary>
    public Verdict Verdict => Comparison.Verdict(Better.IsLess(Quantity), AdjustedP);

    /// <summary>By its own interval alone.</summary>
    public Verdict Bare => Comparison.Verdict(Better.IsLess(Quantity));

    public bool IsWorseBy(double part) => Better.IsLess(Quantity) ? Comparison.Low > 1 + part : Comparison.High < 1 / (1 + part);
}
