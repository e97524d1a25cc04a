using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What more of a processor brings: the rate of a stream and the p99 of a round trip against the processors that each end may use.</summary>
internal static class ScaleUpChart
{
    private const string Processors = "processors that each end may use (logarithmic)";

    /// <summary>A chart for each scenario and payload that was measured with more than one limit.</summary>
    public static IEnumerable<Chart> Draw(RunResults run, Theme theme)
    {
        foreach (var group in Curves.ByProcessors(run).GroupBy(curve => (curve.Key.Scenario, curve.Key.PayloadBytes)))
        {
            var (scenario, payload) = group.Key;
            var isStream = scenario == Scenario.Stream;
            var curves = group.Select(curve => curve.Where(cell => cell.IsTrusted() && (isStream || cell.LatencyNs?.P99 is not null)).ToList())
                .Where(cells => cells.Count > 1)
                .ToList();
            if (curves.Count == 0)
                continue;
            yield return ScalingChart.Draw(
                run,
                theme,
                $"scale-up-{EnumText.Of(scenario)}-{payload}",
                $"{(isStream ? "Rate" : "p99")} by processors: {EnumText.Of(scenario)}, {Figures.Bytes(payload)}",
                curves,
                (cell => cell.Conditions.Cpus!.Value, Processors, Figures.Digits),
                isStream
                    ? (cell => cell.Throughput!.MessagesPerSecond, "messages a second (logarithmic; more is better)", Figures.Rate)
                    : (cell => cell.LatencyNs!.P99!.Value, "p99 (logarithmic; less is better)", Figures.Duration));
        }
    }
}
