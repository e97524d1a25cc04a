using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

/// <summary>
/// Whether windows keep their level: they have neither a <see cref="Trend"/> nor a <see cref="ChangePoint"/> that matters. A change that is
/// certain but below <see cref="Matters"/> is no reason to distrust a figure. Pure. It is asked while measuring goes on, so it is compiled for speed at once.
/// </summary>
public static class Stationarity
{
    /// <summary>Relative changes up to this are too small to matter.</summary>
    public const double Matters = 0.05;

    /// <summary>Significance for ending warm-up: a doubtful series is watched for longer, which costs little.</summary>
    public const double ForWarmUp = 0.05;

    /// <summary>Significance for flagging measured windows.</summary>
    public const double ForFlags = 0.01;

    // The tests take time by the square of the number of values, and a measurement may go on for minutes.
    private const int MostValues = 200;

    /// <summary>What speaks against it, in words; null: nothing. Of more than 200 windows the means of neighbours are tested.</summary>
    /// <param name="nsPerMessage">Of each window, in order; of fewer than five nothing is said.</param>
    /// <param name="significance">The probability that a stationary series is taken for another, of each of the two tests.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static string? Doubt(ReadOnlySpan<double> nsPerMessage, double significance)
    {
        if (nsPerMessage.Length < 5)
            return null;
        if (nsPerMessage.Length > MostValues)
            nsPerMessage = MeansOfNeighbours(nsPerMessage, (nsPerMessage.Length + MostValues - 1) / MostValues);
        if (Trend.Probability(nsPerMessage) < significance && Math.Abs(Trend.Change(nsPerMessage)) > Matters)
            return "a trend was left";
        var (at, probability) = ChangePoint.Find(nsPerMessage);
        return probability < significance && Math.Abs(ChangePoint.Change(nsPerMessage, at)) > Matters ? "a change-point was left" : null;
    }

    // What is left over at the end belongs to the last.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] MeansOfNeighbours(ReadOnlySpan<double> values, int each)
    {
        var means = new double[values.Length / each];
        for (var i = 0; i < means.Length; i++)
        {
            var sum = 0.0;
            var end = i == means.Length - 1 ? values.Length : (i + 1) * each;
            for (var j = i * each; j < end; j++)
                sum += values[j];
            means[i] = sum / (end - (i * each));
        }

        return means;
    }
}
