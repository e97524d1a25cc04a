using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis;

/// <summary>The cells of a run that differ in one thing alone, in the order of that. Pure.</summary>
internal static class Curves
{
    /// <summary>
    /// The loads of each transport with its payload, initiators and requests in flight, by rate; those within limits have a table of their own.
    /// </summary>
    public static IEnumerable<IGrouping<(string Transport, int PayloadBytes, int Initiators, int InFlight), CellResult>> Loads(RunResults run) => run.Results
        .Where(cell => cell is { Scenario: Scenario.Load, Responders: 1, Conditions.IsDefault: true })
        .OrderBy(cell => cell.OfferedRate)
        .GroupBy(cell => (cell.Transport, cell.PayloadBytes, cell.Initiators, cell.InFlight))
        .OrderBy(curve => curve.Key.PayloadBytes);

    /// <summary>The rate of the knee of p99 over the offered rate; null where the curve has none.</summary>
    public static CellResult? KneeOf(IEnumerable<CellResult> curve)
    {
        var points = curve.Where(cell => cell is { Status: Status.Ok, LatencyNs.P99: not null, OfferedRate: not null }).ToList();
        return Knee.Of([.. points.Select(cell => (cell.OfferedRate!.Value, cell.LatencyNs!.P99!.Value))]) is { } knee ? points[knee] : null;
    }

    /// <summary>The closed loops and streams of each transport, payload and memory that were measured with limited processors, the fewest first.</summary>
    public static IEnumerable<IGrouping<(string Transport, Scenario Scenario, int PayloadBytes, Conditions Others), CellResult>> ByProcessors(RunResults run) =>
        run.Results
            .Where(cell => cell is { Scenario: Scenario.RoundTrip or Scenario.Stream, Conditions.Cpus: > 0 }
                and { Initiators: 1, HasOrdinaryInFlight: true, Responders: 1, Conditions: { LimitsRespondersOnly: false, IsOrdinaryPlace: true } })
            .OrderBy(cell => cell.Conditions.Cpus)
            .GroupBy(cell => (cell.Transport, cell.Scenario, cell.PayloadBytes, cell.Conditions with { Cpus = null }));

    /// <summary>The closed loops of each transport that were measured with more than one number of responders, the fewest first.</summary>
    public static IEnumerable<IGrouping<(string Transport, int PayloadBytes, int Initiators, Conditions Conditions), CellResult>> ByResponders(
        RunResults run) =>
        run.Results
            .Where(cell => cell is { Scenario: Scenario.RoundTrip, InFlight: 1 })
            .OrderBy(cell => cell.Responders)
            .GroupBy(cell => (cell.Transport, cell.PayloadBytes, cell.Initiators, cell.Conditions))
            .Where(curve => curve.Any(cell => cell.Responders > 1));

    /// <summary>The fan-outs of each transport, the fewest subscribers first.</summary>
    public static IEnumerable<IGrouping<FanOutCurve, CellResult>> FanOuts(RunResults run) => run.Results
        .Where(cell => cell.Scenario == Scenario.FanOut)
        .OrderBy(cell => cell.Subscribers)
        .GroupBy(cell => new FanOutCurve(cell.Transport, cell.PayloadBytes, cell.OfferedRate, cell.Conditions));

    /// <summary>Of each of these transports the cell that is ok and has the most subscribers, the most first.</summary>
    public static IEnumerable<CellResult> WithMostSubscribers(RunResults run, IReadOnlyCollection<string> transports, int payloadBytes) => FanOuts(run)
        .Where(curve => transports.Contains(curve.Key.Transport) && curve.Key.Conditions.IsDefault && curve.Key.PayloadBytes == payloadBytes)
        .Select(curve => curve.LastOrDefault(cell => cell is { Status: Status.Ok, LatencyNs: not null }))
        .OfType<CellResult>()
        .OrderByDescending(cell => cell.Subscribers)
        .ThenBy(cell => cell.LatencyNs!.P50);

    /// <summary>Those that were woken up, of each transport the shortest silence first.</summary>
    public static IEnumerable<CellResult> Wakes(RunResults run) => run.Results
        .Where(cell => cell.Scenario == Scenario.Wake)
        .GroupBy(cell => (cell.Transport, cell.PayloadBytes))
        .OrderBy(transport => transport.Key.PayloadBytes)
        .SelectMany(transport => transport.OrderBy(cell => cell.SilenceMs));
}

/// <summary>What the cells of one line have in common: all but the number of subscribers.</summary>
internal sealed record FanOutCurve(string Transport, int PayloadBytes, double? Rate, Conditions Conditions);
