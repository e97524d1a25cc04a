using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>How long until the last subscriber has a message, against the number of subscribers: a line a transport, both axes logarithmic.</summary>
internal static class FanOutChart
{
    /// <summary>
    /// A chart of p50, and one of p99 where there is any, for each payload, rate and limit that was measured with more than one number of subscribers.
    /// </summary>
    public static IEnumerable<Chart> Draw(RunResults run, Theme theme) =>
        Curves.FanOuts(run)
            .GroupBy(curve => curve.Key with { Transport = "" })
            .SelectMany(group => new[]
            {
                Draw(run, theme, [.. group], "p50", latency => latency.P50),
                Draw(run, theme, [.. group], "p99", latency => latency.P99),
            })
            .OfType<Chart>();

    private static Chart? Draw(
        RunResults run, Theme theme, IReadOnlyList<IGrouping<FanOutCurve, CellResult>> group, string name, Func<DistributionSummary, double?> figure)
    {
        bool HasFigure(CellResult cell) => cell.IsTrusted() && cell.LatencyNs is { } latency && figure(latency) is not null;
        var curves = group.Select(curve => curve.Where(HasFigure).ToList()).Where(cells => cells.Count > 1).ToList();
        if (curves.Count == 0)
            return null;
        var cell = curves[0][0];
        return ScalingChart.Draw(
            run,
            theme,
            FormattableString.Invariant($"fan-out-{name}-{cell.PayloadBytes}-{cell.OfferedRate:0.###}ps") + CellText.FileName(cell.Conditions),
            $"{name} to the last subscriber: {Figures.Bytes(cell.PayloadBytes)}, {Figures.Rate(cell.OfferedRate ?? 0)}{CellText.Conditions(cell)}",
            curves,
            (one => one.Subscribers ?? 1, "subscribers that each get every message (logarithmic)", Figures.Digits),
            (one => figure(one.LatencyNs!)!.Value, $"{name} from the send to the last subscriber (logarithmic; less is better)", Figures.Duration));
    }
}
