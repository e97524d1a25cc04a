using System.Runtime.CompilerServices;

namespace InterContainer.Protocol;

/// <summary>The middle of sorted values, or the mean of the two in the middle. Pure.</summary>
public static class Median
{
    /// <param name="values">At least one, in any order.</param>
    public static double Of(IEnumerable<double> values) => Of([.. values]);

    /// <param name="values">At least one, in any order; they stay in it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
