using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Charts;

/// <summary>What more initiators bring: messages a second against their number, a line a transport, both axes logarithmic.</summary>
internal static class ConcurrencyChart
{
    /// <summary>A chart for each scenario and payload that was measured with more than one initiator.</summary>
    public static IEnumerable<Chart> Draw(RunResults run, Theme theme)
    {
        foreach (var group in ConcurrencyText.Curves(run).GroupBy(curve => (curve.Key.Scenario, curve.Key.PayloadBytes)))
        {
            var curves = group.Select(curve => curve.Where(cell => cell.IsTrusted()).ToList()).Where(cells => cells.Count > 1).ToList();
            if (curves.Count == 0)
                continue;
            yield return ScalingChart.Draw(
                run,
                theme,
                $"concurrency-{Words.Of(group.Key.Scenario)}-{group.Key.PayloadBytes}",
                $"Rate by number of initiators: {Words.Of(group.Key.Scenario)}, {Figures.Bytes(group.Key.PayloadBytes)}",
                curves,
                (cell => cell.Initiators, "initiators at once (logarithmic)", Figures.Digits),
                (cell => cell.Throughput!.MessagesPerSecond, "messages a second (logarithmic; more is better)", Figures.Rate));
        }
    }
}
