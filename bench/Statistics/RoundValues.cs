using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Statistics;

/// <summary>
/// A figure of a cell, round by round. Rounds are what is compared: each has a fresh pair, while messages and windows of one pair share its luck.
/// Where rounds stand in runs, these share the luck of their run, and runs are compared: the top level of T. Kalibera and R. Jones,
/// "Rigorous Benchmarking in Reasonable Time", ISMM 2013.
/// </summary>
internal static class RoundValues
{
    /// <summary>The figures by which cells of a scenario are compared, the first of which ranks them.</summary>
    public static IReadOnlyList<Quantity> Compared(Scenario scenario) => scenario switch
    {
        Scenario.Stream => [Quantity.MessagesPerSecond],
        Scenario.RoundTrip or Scenario.Load or Scenario.Connect or Scenario.FanOut => [Quantity.P50, Quantity.P99],
        Scenario.Wake => [Quantity.P50],
        _ => [],
    };

    /// <summary>
    /// Natural logarithms, so that differences are ratios: a value a round, of a merged run the mean of each run's rounds. Empty where there are no
    /// rounds with that figure, or with too few messages for it.
    /// </summary>
    public static IReadOnlyList<double> Logarithms(CellResult cell, Quantity quantity)
    {
        if (quantity == Quantity.P99 && cell.LatencyNs?.P99 is null)
            return [];
        var runs = cell.Rounds.GroupBy(
            round => round.Run, round => Of(round, quantity) * (quantity == Quantity.BytesPerSecond ? cell.PayloadBytes : 1));
        return
        [
            .. from run in runs
               let rounds = Logarithms(run.OfType<double>())
               where rounds.Count > 0
               from value in run.Key is null ? rounds : [rounds.Average()]
               select value,
        ];
    }

    /// <summary>Of values of the rounds; what is not positive is left out.</summary>
    public static IReadOnlyList<double> Logarithms(IEnumerable<double> values) =>
        [.. values.Where(value => value > 0 && double.IsFinite(value)).Select(value => Math.Log(value))];

    /// <summary>The figure of a cell: the geometric mean of its rounds; null where it has none.</summary>
    public static double? Figure(CellResult cell, Quantity quantity) => Logarithms(cell, quantity) is { Count: > 0 } rounds ? Math.Exp(rounds.Average()) : null;

    private static double? Of(RoundResult round, Quantity quantity) => quantity switch
    {
        Quantity.P50 => round.P50,
        Quantity.P99 => round.P99,
        Quantity.ServiceTimeP50 => round.ServiceTimeNs?.P50,
        Quantity.MessagesPerSecond or Quantity.BytesPerSecond => round.Throughput?.MessagesPerSecond,
        _ => null,
    };
}
