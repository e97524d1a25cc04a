namespace InterContainer.Bench.Statistics;

/// <summary>
/// Where a curve bends: the point farthest below the line from its first point to its last, both axes scaled to that line
/// (V. Satopää et al., "Finding a 'Kneedle' in a Haystack", 2011, for a curve that rises ever faster). Pure.
/// </summary>
internal static class Knee
{
    /// <summary>How far below the line a point has to be, as a part of the whole height, to be a bend and no noise.</summary>
    public const double Distinct = 0.1;

    /// <summary>A curve of which a later point is lower than an earlier one by more than this factor is noise, and has no knee.</summary>
    public const double Falls = 2;

    /// <param name="points">In the order of x, with positive y; at least three.</param>
    /// <returns>The index of the knee; null where the curve has none.</returns>
    public static int? Of(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 3)
            return null;
        var (first, last) = (points[0], points[^1]);
        if (last.X <= first.X || last.Y <= first.Y)
            return null;
        var highest = 0.0;
        foreach (var (_, y) in points)
        {
            highest = Math.Max(highest, y);
            if (y * Falls < highest)
                return null;
        }

        var depths = points.Select(point => ((point.X - first.X) / (last.X - first.X)) - ((point.Y - first.Y) / (last.Y - first.Y))).ToList();
        var deepest = depths.IndexOf(depths.Max());
        return depths[deepest] >= Distinct ? deepest : null;
    }
}
