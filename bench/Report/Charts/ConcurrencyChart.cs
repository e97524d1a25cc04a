using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What more messages under way bring: messages a second against their number, a line a transport, both axes logarithmic.</summary>
internal static class ConcurrencyChart
{
    /// <summary>A chart for each scenario and payload that was measured with more than one initiator.</summary>
    public static IEnumerable<Chart> Draw(RunResults run, Theme theme) =>
        Draw(run, theme, ConcurrencyText.Initiators, "concurrency", "number of initiators", "initiators at once (logarithmic)");

    /// <summary>A chart for each scenario and payload that was measured with more than one request in flight.</summary>
    public static IEnumerable<Chart> DrawInFlight(RunResults run, Theme theme) =>
        Draw(run, theme, ConcurrencyText.InFlight, "in-flight", "requests in flight", "requests in flight of one initiator (logarithmic)");

    private static IEnumerable<Chart> Draw(RunResults run, Theme theme, ConcurrencyText concurrency, string name, string what, string axis)
    {
        foreach (var group in concurrency.Curves(run).GroupBy(curve => (curve.Key.Scenario, curve.Key.PayloadBytes)))
        {
            var curves = group.Select(curve => curve.Where(cell => cell.IsTrusted()).ToList()).Where(cells => cells.Count > 1).ToList();
            if (curves.Count == 0)
                continue;
            yield return ScalingChart.Draw(
                run,
                theme,
                $"{name}-{EnumText.Of(group.Key.Scenario)}-{group.Key.PayloadBytes}",
                $"Rate by {what}: {EnumText.Of(group.Key.Scenario)}, {Figures.Bytes(group.Key.PayloadBytes)}",
                curves,
                (cell => concurrency.Number(cell), axis, Figures.Digits),
                (cell => cell.Throughput!.MessagesPerSecond, "messages a second (logarithmic; more is better)", Figures.Rate));
        }
    }
}
