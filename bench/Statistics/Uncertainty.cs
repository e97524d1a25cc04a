using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using MathNet.Numerics.Statistics;

namespace InterContainer.Bench.Statistics;

/// <summary>
/// How sure the figures of a run are. A figure is the geometric mean of its rounds' figures. Its 95 % interval is of the same function: Student's t on
/// their logarithms. The variance is the cell's own over its rounds, moderated by that of the other cells of its scenario where these are alike
/// (<see cref="VariancePrior"/>). Of a merged run it is the mean of its runs, with the variance between them. That is not moderated: what a run does to one
/// cell it may do to all, so that their variances are no independent draws.
/// </summary>
internal sealed class Uncertainty
{
    // HdrHistogram keeps three significant digits.
    private const double Digits = 0.001;
    private const double TickNs = 1;

    // A report asks for the same run in many places.
    private static readonly ConditionalWeakTable<RunResults, ConcurrentDictionary<(Scenario Scenario, Quantity Quantity), VariancePrior?>> Known = [];

    private readonly RunResults _run;
    private readonly ConcurrentDictionary<(Scenario Scenario, Quantity Quantity), VariancePrior?> _priors;
    private readonly ConcurrentDictionary<Quantity, ConditionalWeakTable<CellResult, Held>> _estimates = new();

    public Uncertainty(RunResults run) => (_run, _priors) = (run, Known.GetOrCreateValue(run));

    /// <summary>
    /// Half of the interval, as a logarithm: the figure may be as much as e to the power of this larger, or smaller. Null where the cell has fewer than two
    /// rounds with that figure.
    /// </summary>
    public double? Of(CellResult cell, Quantity quantity) => Estimate(cell, quantity)?.HalfWidth;

    /// <summary>Null where the cell has fewer than two rounds with that figure.</summary>
    public Estimate? Estimate(CellResult cell, Quantity quantity) =>
        _estimates.GetOrAdd(quantity, _ => [])
            .GetValue(cell, one => new Held(Estimate(one.Scenario, quantity, RoundValues.Logarithms(one, quantity)))).Estimate;

    /// <summary>Whether two cells of the run are indistinguishable in a figure; false where one of them has fewer than two rounds with it.</summary>
    public bool IsOne(CellResult one, CellResult other, Quantity quantity) =>
        Estimate(one, quantity) is { } first && Estimate(other, quantity) is { } second && (first - second).IsNoise;

    /// <summary>Of values that are no cell's of the run, but are measured as those are.</summary>
    /// <param name="logarithms">Natural, a value a round.</param>
    public Estimate? Estimate(Scenario scenario, Quantity quantity, IReadOnlyList<double> logarithms)
    {
        if (Own(logarithms, quantity) is not { } own)
            return null;
        var moderated = Prior(scenario, quantity)?.Moderate(own) ?? own;
        var mean = logarithms.Average();
        return new Estimate(mean, moderated.Value / logarithms.Count, moderated.Freedom, Tick(mean, quantity) / 2);
    }

    /// <summary>Whether the values are those of runs, not of rounds.</summary>
    public bool IsOfRuns => _run.Run.IsMerged;

    /// <summary>What the cells of a scenario say about each other; null where too few have two rounds, and of a merged run.</summary>
    public VariancePrior? Prior(Scenario scenario, Quantity quantity) =>
        IsOfRuns ? null : _priors.GetOrAdd((scenario, quantity), _ => VariancePrior.Fit([.. Pool(scenario, quantity).Select(cell => cell.Own)]));

    /// <summary>
    /// The cells whose rounds say something of a scenario's noise: ok, of two rounds or more, and not saturated, because those vary as no others do.
    /// </summary>
    public IEnumerable<(CellResult Cell, SampleVariance Own)> Pool(Scenario scenario, Quantity quantity) =>
        from cell in _run.Results
        where cell is { Status: Status.Ok, IsSaturated: false } && cell.Scenario == scenario
        let own = Own(RoundValues.Logarithms(cell, quantity), quantity)
        where own is not null
        select (cell, own.Value);

    // Rounding alone makes values differ by a twelfth of the square of a tick, so none can be known to vary less.
    private static SampleVariance? Own(IReadOnlyList<double> logarithms, Quantity quantity) => logarithms.Count < 2
        ? null
        : new SampleVariance(Math.Max(logarithms.Variance(), Math.Pow(Tick(logarithms.Average(), quantity), 2) / 12), logarithms.Count - 1);

    private static double Tick(double logarithm, Quantity quantity) =>
        quantity is Quantity.P50 or Quantity.P99 or Quantity.ServiceTimeP50 ? Math.Max(Digits, TickNs / Math.Exp(logarithm)) : Digits;

    private sealed record Held(Estimate? Estimate);
}
