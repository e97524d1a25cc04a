using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What more responders bring: messages a second against their number, a line a transport, both axes logarithmic.</summary>
internal static class ScaleOutChart
{
    /// <summary>A chart for each payload, number of initiators and limit that was measured with more than one number of responders.</summary>
    public static IEnumerable<Chart> Draw(RunResults run, Theme theme)
    {
        foreach (var group in Curves.ByResponders(run).GroupBy(curve => (curve.Key.PayloadBytes, curve.Key.Initiators, curve.Key.Conditions)))
        {
            var curves = group.Select(curve => curve.Where(cell => cell.IsTrusted()).ToList()).Where(cells => cells.Count > 1).ToList();
            if (curves.Count == 0)
                continue;
            var cell = curves[0][0];
            yield return ScalingChart.Draw(
                run,
                theme,
                FormattableString.Invariant($"scale-out-{cell.PayloadBytes}-{cell.Initiators}")
                    + CellText.FileName(cell.Conditions with { LimitsRespondersOnly = false }),
                $"Rate by number of responders: {Figures.Bytes(cell.PayloadBytes)}, {cell.Initiators} initiators{CellText.Conditions(cell)}",
                curves,
                (one => one.Responders, "responders that share the load (logarithmic)", Figures.Digits),
                (one => one.Throughput!.MessagesPerSecond, "messages a second (logarithmic; more is better)", Figures.Rate));
        }
    }
}
