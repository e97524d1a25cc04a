namespace InterContainer.Agent.Contract;

/// <summary>The middle of sorted values, or the mean of the two in the middle. Pure.</summary>
public static class Median
{
    /// <param name="values">At least one, in any order.</param>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
