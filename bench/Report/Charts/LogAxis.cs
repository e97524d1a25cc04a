using ScottPlot;
using ScottPlot.TickGenerators;

namespace InterContainer.Bench.Report.Charts;

/// <summary>ScottPlot 5 has no logarithmic axis: the data are plotted as log10, and this labels the decades.</summary>
internal static class LogAxis
{
    public static double At(double value) => Math.Log10(value);

    /// <summary>Labels every decade within the limits, with unlabelled ticks between.</summary>
    /// <param name="axis">Either axis.</param>
    /// <param name="minimum">Smallest value shown, positive.</param>
    /// <param name="maximum">Largest value shown.</param>
    /// <param name="label">A decade in words: 10 µs.</param>
    public static void Use(IAxis axis, double minimum, double maximum, Func<double, string> label)
    {
        var (low, high) = ((int)Math.Floor(At(minimum)), (int)Math.Ceiling(At(maximum)));
        var ticks = new NumericManual();
        for (var decade = low; decade <= high; decade++)
        {
            ticks.AddMajor(decade, label(Math.Pow(10, decade)));
            for (var digit = 2; digit < 10; digit++)
                ticks.AddMinor(decade + Math.Log10(digit));
        }

        axis.TickGenerator = ticks;
    }
}
