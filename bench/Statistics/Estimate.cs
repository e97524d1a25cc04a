using MathNet.Numerics.Distributions;

namespace InterContainer.Bench.Statistics;

/// <summary>A figure with what is known of it. All in natural logarithms, so that differences are ratios. Pure.</summary>
/// <param name="Logarithm">The mean of the rounds' logarithms: the figure is their geometric mean.</param>
/// <param name="Variance">Of this mean: the moderated variance of a round, divided by the number of rounds; positive.</param>
/// <param name="Freedom">Degrees of freedom of the variance.</param>
/// <param name="HalfTick">Half of the smallest difference that the clock or the histogram can show.</param>
internal sealed record Estimate(double Logarithm, double Variance, double Freedom, double HalfTick)
{
    /// <summary>Of the intervals, two-sided.</summary>
    public const double Confidence = 0.95;

    private const double LeastQuantile = 1.959;
    private const double LargestQuantile = 12.71;

    /// <summary>The figure itself, in its own unit.</summary>
    public double Figure => Math.Exp(Logarithm);

    /// <summary>Half of the 95 % interval: by Student's t, and never less than half a tick.</summary>
    public double HalfWidth => Math.Max(HalfTick, StudentT.InvCDF(0, 1, Freedom, (1 + Confidence) / 2) * Math.Sqrt(Variance));

    /// <summary>
    /// The difference of two estimates that know nothing of each other (Welch, Biometrika 34, 1947; Satterthwaite, Biometrics Bulletin 2, 1946).
    /// </summary>
    public static Estimate operator -(Estimate one, Estimate other) => new(
        one.Logarithm - other.Logarithm,
        one.Variance + other.Variance,
        Square(one.Variance + other.Variance) / ((Square(one.Variance) / one.Freedom) + (Square(other.Variance) / other.Freedom)),
        one.HalfTick + other.HalfTick);

    /// <summary>Of a difference: whether its 95 % interval holds 0, so that the two are indistinguishable.</summary>
    public bool IsNoise
    {
        get
        {
            // Thousands of cells are compared with each other, and most differ by far less or far more than any quantile of Student's t from 1 degree of
            // freedom on.
            var deviations = Math.Abs(Logarithm) / Math.Sqrt(Variance);
            return Math.Abs(Logarithm) <= HalfTick || deviations < LeastQuantile || (deviations <= LargestQuantile && P > 1 - Confidence);
        }
    }

    /// <summary>Between two, each of which is known by itself.</summary>
    /// <param name="part">0: the one; 1: the other.</param>
    public static Estimate Between(Estimate one, Estimate other, double part) => one.Times(1 - part) - other.Times(-part);

    private Estimate Times(double factor) => new(factor * Logarithm, factor * factor * Variance, Freedom, Math.Abs(factor) * HalfTick);

    /// <summary>How likely so large a value would be, either way, if the true one were 0. A difference that the clock cannot show is none: 1.</summary>
    public double P => Math.Abs(Logarithm) <= HalfTick ? 1 : 2 * StudentT.CDF(0, 1, Freedom, -Math.Abs(Logarithm) / Math.Sqrt(Variance));

    private static double Square(double value) => value * value;
}
