using InterContainer.Bench.Statistics;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>Figures between two measured points: on the straight line between them where both axes are logarithmic. Never beyond the points. Pure.</summary>
internal static class Interpolation
{
    /// <summary>y = y₀ (y₁/y₀)^t with t = ln(x/x₀) / ln(x₁/x₀).</summary>
    /// <param name="x">From that of one point to that of the other; all numbers positive.</param>
    public static double LogLog(double x, (double X, double Y) one, (double X, double Y) other) =>
        one.Y * Math.Pow(other.Y / one.Y, Math.Log(x / one.X) / Math.Log(other.X / one.X));

    /// <summary>The figure at <paramref name="x"/>, from readings at other places.</summary>
    /// <param name="points">A reading at each place where one was tried, in any order.</param>
    /// <param name="x">Positive.</param>
    /// <param name="what">What the places are: payload.</param>
    /// <param name="name">A place in words: 1 KiB.</param>
    public static AdvisedFigure At(IEnumerable<(double X, AdvisedFigure Y)> points, double x, string what, Func<double, string> name)
    {
        var tried = points.ToList();
        if (tried.Find(point => point.X == x).Y is { } exact)
            return exact;
        var measured = tried.Where(point => point is { X: > 0, Y.Value: > 0 and < double.PositiveInfinity }).OrderBy(point => point.X).ToList();
        if (measured.Count == 0)
            return tried.Count == 0 ? AdvisedFigure.None("not measured") : tried[0].Y with { Value = null, Missing = tried[0].Y.Missing ?? "not measured" };
        if (x < measured[0].X || x > measured[^1].X)
        {
            return AdvisedFigure.None(measured.Count == 1
                ? $"{what} {name(x)} was not measured, only {name(measured[0].X)}"
                : $"{what} {name(x)} is outside of what was measured, {name(measured[0].X)} to {name(measured[^1].X)}");
        }

        var above = measured.FindIndex(point => point.X > x);
        var (low, high) = (measured[above - 1], measured[above]);
        var how = $"{what} interpolated between {name(low.X)} and {name(high.X)}";
        return AdvisedFigure.Of(
            LogLog(x, (low.X, low.Y.Value!.Value), (high.X, high.Y.Value!.Value)),
            string.Join("; ", new[] { how, low.Y.How, high.Y.How }.OfType<string>().Distinct())) with
        {
            Low = Between(reading => reading.Low),
            High = Between(reading => reading.High),
            Estimate = low.Y.Estimate is { } one && high.Y.Estimate is { } other
                ? Estimate.Between(one, other, Math.Log(x / low.X) / Math.Log(high.X / low.X))
                : null,
            Flags = [.. low.Y.Flags.Union(high.Y.Flags)],
        };

        double? Between(Func<AdvisedFigure, double?> bound) =>
            bound(low.Y) is { } below and > 0 && bound(high.Y) is { } above and > 0 ? LogLog(x, (low.X, below), (high.X, above)) : null;
    }
}
