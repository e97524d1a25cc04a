using InterContainer.Agent.Contract;
using InterContainer.Bench.Charts;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Advising;

/// <summary>What a run knows of one transport. Pure.</summary>
internal sealed class Candidate(string transport, IReadOnlyList<CellResult> cells, IReadOnlyList<Capacity> capacities)
{
    /// <summary>Name and options.</summary>
    public string Transport { get; } = string.Concat(transport.Select(c => char.IsControl(c) ? '?' : c));

    public Family Family { get; } = cells[0].Family;

    /// <summary>Null in files of before there were any.</summary>
    public Promises? Promises { get; } = cells.Select(cell => cell.Promises).FirstOrDefault(promises => promises is not null);

    /// <summary>What an accepted message has reached; null where the run does not say.</summary>
    public string? Durability { get; } = cells.Select(cell => cell.Settings.GetValueOrDefault(Transports.Durability.Setting)).FirstOrDefault(durability => durability is not null);

    /// <summary>Whether a broker or a database server stands between the ends.</summary>
    public bool HasService => Promises?.SurvivesServiceRestart is not null || cells.Any(cell => cell.Cost?.Service is not null);

    /// <summary>The largest message it carries, bytes; null where this version does not know the transport.</summary>
    public int? MaxPayloadBytes { get; } = Catalogue.BuiltIn.Transports
        .FirstOrDefault(known => known.Traits.Name == transport.Split(':')[0])?.Traits.MaxPayloadBytes;

    /// <summary>How many initiators it was measured with at once, round trip or load, the fewest first.</summary>
    public IReadOnlyList<int> Initiators { get; } =
        [.. cells.Where(cell => cell.Scenario is Scenario.RoundTrip or Scenario.Load).Select(cell => cell.Initiators).Append(1).Distinct().Order()];

    /// <summary>The transports of a run that stand between two containers, in its order; by their cells with one responder and without limits.</summary>
    public static IEnumerable<Candidate> Of(RunResults run) => run.Results
        .Where(cell => cell is { Family: not Family.Floor, Responders: 1, CpuLimit: null, MemoryLimitBytes: null })
        .GroupBy(cell => cell.Transport)
        .Select(cells => new Candidate(cells.Key, [.. cells], [.. run.Capacities.Where(capacity => capacity.Transport == cells.Key)]));

    /// <summary>A figure at full speed: of a closed loop, which has one message in flight for each initiator, or of a stream.</summary>
    public Reading FullSpeed(Scenario scenario, Func<CellResult, double?> figure, int payloadBytes, int initiators) =>
        ByPayload(Cells(scenario, initiators).Select(cell => ((double)cell.PayloadBytes, Figure(cell, figure))), payloadBytes);

    /// <summary>A figure at an offered rate, from the loads that were held.</summary>
    public Reading Loaded(Func<CellResult, double?> figure, int payloadBytes, double rate, int initiators)
    {
        var loads = Cells(Scenario.Load, initiators).ToList();
        return loads.Count == 0
            ? Reading.None("not measured under load")
            : ByPayload(loads.GroupBy(cell => cell.PayloadBytes).Select(curve => ((double)curve.Key, At(curve))), payloadBytes);

        Reading At(IEnumerable<CellResult> curve) =>
            Interpolation.At(curve.Select(cell => (cell.OfferedRate ?? 0, Held(cell, figure))), rate, "load", Figures.Rate);
    }

    /// <summary>The highest rate that it was seen to carry, messages a second: of a load that was held, of the closed loop, and one way of a stream.</summary>
    public Reading Carried(int payloadBytes, int initiators, bool oneWay)
    {
        var rates = cells.Where(cell => cell.Initiators == initiators && cell.IsTrusted())
            .Where(cell => cell.Scenario switch
            {
                Scenario.RoundTrip => true,
                Scenario.Stream => oneWay,
                Scenario.Load => !cell.IsSaturated,
                _ => false,
            })
            .Select(cell => (cell.PayloadBytes, Rate: cell.Scenario == Scenario.Load ? cell.OfferedRate ?? 0 : cell.Throughput!.MessagesPerSecond))
            .Concat(capacities.Where(capacity => capacity.Initiators == initiators).Select(capacity => (capacity.PayloadBytes, Rate: capacity.MessagesPerSecond ?? 0)))
            .Where(point => point.Rate > 0)
            .GroupBy(point => point.PayloadBytes);
        return ByPayload(rates.Select(points => ((double)points.Key, Reading.Of(points.Max(point => point.Rate)))), payloadBytes);
    }

    /// <summary>
    /// Whether <see cref="Carried"/> is the most there is: a closed loop (one way: a stream) went as fast as it could, or a load was not held.
    /// Else it is merely the highest rate that was tried.
    /// </summary>
    public bool IsLimitKnown(int initiators, bool oneWay) =>
        Cells(oneWay ? Scenario.Stream : Scenario.RoundTrip, initiators).Any(cell => cell.IsTrusted())
        || (!oneWay && (Cells(Scenario.Load, initiators).Any(cell => cell.Status == Status.Invalid || cell.IsSaturated)
            || capacities.Any(capacity => capacity.Initiators == initiators && capacity.NotHeldPerSecond is not null)));

    /// <summary>Cores of all roles while nothing is sent.</summary>
    public Reading Idle()
    {
        var idle = Cells(Scenario.Idle, 1).ToList();
        return idle.Count == 0
            ? Reading.None("not measured idle")
            : idle.Select(cell => Figure(cell, Cores)).OrderBy(reading => reading.Value is null).First();
    }

    /// <summary>Cores of all roles; null where they were not measured.</summary>
    public static double? Cores(CellResult cell) => cell.Cost is { Initiator: not null } cost ? cost.TotalCores() : null;

    private IEnumerable<CellResult> Cells(Scenario scenario, int initiators) =>
        cells.Where(cell => cell.Scenario == scenario && cell.Initiators == initiators);

    private static Reading ByPayload(IEnumerable<(double X, Reading Y)> points, int payloadBytes) =>
        Interpolation.At(points, payloadBytes, "payload", Figures.Bytes);

    private static Reading Figure(CellResult cell, Func<CellResult, double?> figure) => cell.Status != Status.Ok
        ? Reading.None($"{Words.Of(cell.Status)} in this run: {cell.Reason?.TrimEnd('.')}")
        : figure(cell) is { } value && double.IsFinite(value) && value >= 0
            ? Reading.Of(value)
            : Reading.None("not measured in this run's cell");

    private static Reading Held(CellResult cell, Func<CellResult, double?> figure) => cell.IsSaturated
        ? Reading.None($"{Figures.Rate(cell.OfferedRate ?? 0)} was not held")
        : Figure(cell, figure);
}
