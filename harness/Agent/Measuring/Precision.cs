using InterContainer.Agent.Contract;

namespace InterContainer.Agent.Measuring;

/// <summary>Decides when enough windows were measured.</summary>
internal static class Precision
{
    /// <summary>The half-width of the mean's confidence interval, relative to the mean, that is good enough.</summary>
    public const double Wanted = 0.02;

    // Student's t for 95 % and 9 degrees of freedom: the least number of windows anybody asks for is about ten, more only narrow it.
    private const double T = 2.262;

    /// <summary>Whether the mean time a message over the windows is known to ± <see cref="Wanted"/> with 95 % confidence.</summary>
    /// <param name="windows">At least two are needed for a verdict.</param>
    public static bool IsEnough(IReadOnlyList<Window> windows)
    {
        if (windows.Count < 2)
            return false;
        var means = windows.Select(window => (double)window.ElapsedNs / window.Messages).ToList();
        var mean = means.Average();
        var deviation = Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / (means.Count - 1));
        return T * deviation / Math.Sqrt(means.Count) <= Wanted * mean;
    }
}
