using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;
using MathNet.Numerics.Statistics;

namespace InterContainer.Bench.Report.Tables;

/// <summary>What networks cost by our cells and by native tools, measured in turn, so that a ratio is shown to be the network's and not ours. Pure.</summary>
internal static class NetworkCalibration
{
    public const string HowToRead =
        "Each network compared with the pair's own bridge, by the rounds of the calibration, with 95 % intervals. Agrees: noise alone explains the difference. "
        + "What spins has fewer microseconds to begin with, so the same cost of a network is a larger part of it: tcp:mode=blocking waits as the tools do.";

    // Figures are whole ns, or more.
    private const double HalfNs = 0.5;

    /// <summary>A row a figure and network; empty where the run was not calibrated on more than one.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable(
            "suite", "native tool", "network", ">suite, × bridge", ">native, × bridge", "agrees", ">suite, difference", ">native, difference", "agrees");
        var uncertainty = new Uncertainty(run);
        foreach (var row in run.Calibration.Where(row => row.Network is not null))
        {
            // What is the same but for the network, its figures and what went wrong.
            var bridge = run.Calibration.FirstOrDefault(one => one == row with { Network = null, Suite = one.Suite, Native = one.Native, Reason = one.Reason });
            if (bridge is null || row.Suite.Count < 2 || bridge.Suite.Count < 2)
                continue;
            var (suite, native) = (Ratio(uncertainty, row, bridge.Suite, row.Suite), Ratio(uncertainty, row, bridge.Native, row.Native));
            var (ours, theirs) = (Mean(row.Suite) - Mean(bridge.Suite), Mean(row.Native) - Mean(bridge.Native));
            var isTime = Better.IsLess(row.Quantity);
            table.Add(
                CalibrationText.Of(row with { Network = null }),
                row.Tool,
                row.Network!,
                Times(suite),
                Times(native),
                Agrees(suite, native),
                isTime ? Difference(ours) : "-",
                isTime ? Difference(theirs) : "-",
                isTime ? Agrees(ours, theirs) : "-");
        }

        return table;
    }

    // Both are of two rounds or more.
    private static Estimate Ratio(Uncertainty uncertainty, CalibrationRow row, IReadOnlyList<double> bridge, IReadOnlyList<double> other) =>
        uncertainty.Estimate(row.Scenario, row.Quantity, RoundValues.Logarithms(other))!
            - uncertainty.Estimate(row.Scenario, row.Quantity, RoundValues.Logarithms(bridge))!;

    private static Estimate Mean(IReadOnlyList<double> values) =>
        new(values.Average(), Math.Max(values.Variance(), HalfNs * HalfNs) / values.Count, values.Count - 1, HalfNs);

    private static string Times(Estimate ratio)
    {
        var (low, high) = (Math.Exp(ratio.Logarithm - ratio.HalfWidth), Math.Exp(ratio.Logarithm + ratio.HalfWidth));
        return $"{Figures.Digits(ratio.Figure)}× ({Figures.Digits(low)} to {Figures.Digits(high)})";
    }

    private static string Difference(Estimate difference) =>
        $"{(difference.Logarithm < 0 ? "−" : "+")}{Figures.Duration(Math.Abs(difference.Logarithm))} ± {Figures.Duration(difference.HalfWidth)}";

    private static string Agrees(Estimate one, Estimate other) => (one - other).IsNoise ? "yes" : "no";
}
