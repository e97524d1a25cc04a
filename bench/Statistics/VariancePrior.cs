using MathNet.Numerics;
using MathNet.Numerics.Statistics;

namespace InterContainer.Bench.Statistics;

/// <summary>A variance as few values give it.</summary>
/// <param name="Value">Positive.</param>
/// <param name="Freedom">Its degrees of freedom, above 0: the number of values less one.</param>
internal readonly record struct SampleVariance(double Value, double Freedom);

/// <summary>
/// What the cells of a run say about the variance of one more of them. The model is that of limma's empirical Bayes (G. K. Smyth, "Linear models and empirical
/// Bayes methods for assessing differential expression in microarray experiments", Statistical Applications in Genetics and Molecular Biology 3(1), 2004).
/// True variances follow a scaled inverse χ², so a sample variance over <see cref="Scale"/> follows F(d, d₀). The moderated one is
/// (d₀ s₀² + d s²) / (d₀ + d) with d₀ + d degrees of freedom. It is robust as in Phipson, Lee, Majewski, Alexander and Smyth, "Robust hyperparameter
/// estimation protects against hypervariable genes and improves power to detect differential expression", Annals of Applied Statistics 10(2), 2016:
/// a part of the cells may be anything, and d₀ of a cell is weighted by its probability of being none of these. Pure.
/// </summary>
/// <remarks>
/// It differs from limma in three respects, chosen by simulation because pools here have tens of cells, not thousands. What does not fit may be too quiet as
/// well as too noisy: it has a uniform density over the logarithms that were seen, and all is fitted by maximum likelihood. d₀ is not the best estimate but
/// the lower end of its one-sided 95 % interval (profile likelihood). And a cell borrows only where d₀ is at least <see cref="Worth"/> times its own degrees of
/// freedom. So in a mixture of quiet and noisy cells each keeps its own variance.
/// </remarks>
internal sealed class VariancePrior
{
    /// <summary>How many times as much as a cell itself the others must know about its variance.</summary>
    public const double Worth = 3;

    /// <summary>Of more cells every n-th is used.</summary>
    public const int Most = 400;

    private const int Fewest = 3;
    private const int MostSteps = 40;
    private const double LargestOddPart = 0.5;

    // Half of the 95 % quantile of χ² with one degree of freedom, of one side.
    private const double Drop = 1.353;

    private static readonly double[] Freedoms = [1, 1.5, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 30, 50, 100, 1000];
    private static readonly double[] Starts = [0.2, 0.5, 0.8];

    private readonly double _oddDensity;

    private VariancePrior(double freedom, double logScale, double oddPart, double oddDensity) =>
        (Freedom, Scale, OddPart, _oddDensity) = (freedom, Math.Exp(logScale), oddPart, oddDensity);

    /// <summary>d₀: at least so many degrees of freedom the others are worth; up to 1,000.</summary>
    public double Freedom { get; }

    /// <summary>s₀²: the usual variance.</summary>
    public double Scale { get; }

    /// <summary>The part of the cells that do not fit, 0 to 0.5.</summary>
    public double OddPart { get; }

    /// <summary>Null of fewer than three cells.</summary>
    public static VariancePrior? Fit(IReadOnlyList<SampleVariance> cells)
    {
        if (cells.Count < Fewest)
            return null;
        var step = (cells.Count + Most - 1) / Most;
        var logs = cells.Where((_, i) => i % step == 0).Select(cell => (Log: Math.Log(cell.Value), cell.Freedom)).ToArray();
        // Two more than what was seen, so that the ends are not at the edge.
        var oddDensity = 1 / (Math.Max(1, logs.Max(one => one.Log) - logs.Min(one => one.Log)) + 2);
        var profile = Freedoms.Select(freedom => Starts
            .Select(start => Maximize(logs, freedom, logs.Select(one => one.Log).Quantile(start), oddDensity))
            .MaxBy(fit => fit.Likelihood)).ToList();
        var best = profile.Max(fit => fit.Likelihood);
        var least = profile.FindIndex(fit => fit.Likelihood >= best - Drop);
        return new VariancePrior(Freedoms[least], profile[least].LogScale, profile[least].OddPart, oddDensity);
    }

    /// <summary>How likely it is that a cell is one of those that fit, 0 to 1.</summary>
    public double Fits(SampleVariance own)
    {
        var log = Math.Log(own.Value);
        var fits = (1 - OddPart) * Math.Exp(LogDensity(log - Math.Log(Scale), own.Freedom, Freedom, Constant(own.Freedom, Freedom)));
        return fits / (fits + (OddPart * _oddDensity));
    }

    /// <summary>A cell's own variance with what the others say about it; its own where they say too little.</summary>
    public SampleVariance Moderate(SampleVariance own)
    {
        if (Freedom < Worth * own.Freedom)
            return own;
        var borrowed = Freedom * Fits(own);
        return new SampleVariance(((borrowed * Scale) + (own.Freedom * own.Value)) / (borrowed + own.Freedom), borrowed + own.Freedom);
    }

    // EM: the expected membership of each cell, then the scale and the part of what does not fit that are the most likely with these.
    private static (double Likelihood, double LogScale, double OddPart) Maximize(
        (double Log, double Freedom)[] cells, double freedom, double logScale, double oddDensity)
    {
        var constants = cells.Select(cell => cell.Freedom).Distinct().ToDictionary(own => own, own => Constant(own, freedom));
        var (oddPart, likelihood) = (LargestOddPart / 2, double.NegativeInfinity);
        for (var step = 0; step < MostSteps; step++)
        {
            var (sum, fitting, expected, actual) = (0.0, 0.0, 0.0, 0.0);
            foreach (var (log, own) in cells)
            {
                var fits = (1 - oddPart) * Math.Exp(LogDensity(log - logScale, own, freedom, constants[own]));
                var all = fits + (oddPart * oddDensity);
                sum += Math.Log(all);
                fitting += fits / all;
                expected += fits / all * freedom;
                actual += fits / all * (own + freedom) / (1 + (own * Math.Exp(log - logScale) / freedom));
            }

            var gained = sum - likelihood;
            likelihood = sum;
            if (gained < 1e-5)
                break;
            if (fitting > 0)
                logScale += Math.Log(expected / actual);
            oddPart = Math.Clamp(1 - (fitting / cells.Length), 0, LargestOddPart);
        }

        return (likelihood, logScale, oddPart);
    }

    // Of the logarithm of a variable with the distribution F(own, freedom).
    private static double LogDensity(double log, double own, double freedom, double constant) =>
        constant + (own / 2 * log) - ((own + freedom) / 2 * Math.Log(1 + (own * Math.Exp(log) / freedom)));

    private static double Constant(double own, double freedom) =>
        (own / 2 * Math.Log(own / freedom)) - SpecialFunctions.BetaLn(own / 2, freedom / 2);
}
