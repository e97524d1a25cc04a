using InterContainer.Bench.Analysis.Sources;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using MathNet.Numerics.Statistics;

namespace InterContainer.Bench.Analysis.Claims;

/// <summary>The cells of a run that claims rest on: those that may be trusted, of the smallest messages that were measured. Pure.</summary>
internal sealed class Evidence
{
    private readonly List<CellResult> _cells;

    public Evidence(RunResults run)
    {
        Uncertainty = new Uncertainty(run);
        _cells = [.. run.Results.Where(cell => cell.Status == Status.Ok)];
        PayloadBytes = _cells.Where(cell => cell is { Scenario: Scenario.RoundTrip, IsPlain: true }).Select(cell => cell.PayloadBytes).DefaultIfEmpty(64).Min();
    }

    public Uncertainty Uncertainty { get; }

    /// <summary>Of the round trips and streams.</summary>
    public int PayloadBytes { get; }

    /// <summary>Round trips, the fastest first.</summary>
    public IEnumerable<CellResult> RoundTrips => _cells
        .Where(cell => cell is { Scenario: Scenario.RoundTrip, IsPlain: true, LatencyNs: not null } && cell.PayloadBytes == PayloadBytes)
        .OrderBy(cell => cell.LatencyNs!.P50);

    /// <summary>Null where it was not measured.</summary>
    public CellResult? RoundTrip(string transport) => RoundTrips.FirstOrDefault(cell => cell.Transport == transport);

    /// <summary>Null where it was not measured.</summary>
    public CellResult? Idle(string transport) =>
        _cells.FirstOrDefault(cell => cell is { Scenario: Scenario.Idle, IsPlain: true, Cost: not null } && cell.Transport == transport);

    /// <summary>Of each transport whose round trip was measured on a network and on the pair's own bridge, both; in the order of the run.</summary>
    /// <param name="network">Its name, with options.</param>
    public IReadOnlyList<(CellResult Bridge, CellResult Other)> Networked(string network) =>
    [
        .. from other in _cells
           where other is { Scenario: Scenario.RoundTrip, LatencyNs: not null, Initiators: 1, InFlight: 1, Responders: 1 }
               && other.Conditions == new Conditions { Network = network }
           let bridge = _cells.FirstOrDefault(cell => cell is { IsPlain: true, LatencyNs: not null }
               && cell.Key == other.Key with { Conditions = Conditions.Default } && cell.Isolation == other.Isolation)
           where bridge is not null
           select (bridge, other),
    ];

    /// <summary>
    /// Of each transport that was streamed with more than one limit of its processors, the streams of the smallest messages with the fewest and with the most.
    /// </summary>
    public IEnumerable<(CellResult Fewest, CellResult Most)> ScaledUp => _cells
        .Where(cell => cell is { Scenario: Scenario.Stream, Initiators: 1, Responders: 1, Throughput: not null }
            and { Conditions: { Cpus: not null, MemoryBytes: null, LimitsRespondersOnly: false, IsOrdinaryPlace: true } })
        .GroupBy(cell => (cell.Transport, cell.PayloadBytes))
        .OrderBy(cells => cells.Key.PayloadBytes)
        .Select(cells => (Fewest: cells.MinBy(cell => cell.Conditions.Cpus)!, Most: cells.MaxBy(cell => cell.Conditions.Cpus)!))
        .Where(pair => pair.Fewest.Conditions.Cpus < pair.Most.Conditions.Cpus)
        .DistinctBy(pair => pair.Most.Transport);

    /// <summary>Of each transport whose closed loop was measured with more than one number of responders, those with the fewest and with the most.</summary>
    public IEnumerable<(CellResult Fewest, CellResult Most)> ScaledOut => _cells
        .Where(cell => cell is { Scenario: Scenario.RoundTrip, InFlight: 1, Throughput: not null, Family: not Family.Baseline }
            and { Conditions: { MemoryBytes: null, IsOrdinaryPlace: true } })
        .GroupBy(cell => (cell.Transport, cell.PayloadBytes, cell.Initiators, cell.Conditions))
        .OrderBy(cells => cells.Key.PayloadBytes)
        .Select(cells => (Fewest: cells.MinBy(cell => cell.Responders)!, Most: cells.MaxBy(cell => cell.Responders)!))
        .Where(pair => pair.Fewest.Responders < pair.Most.Responders)
        .DistinctBy(pair => pair.Most.Transport);

    /// <summary>
    /// The pairs of a transport that were left alone with what it takes to reach all responders, the fewest responders first; those whose sockets were counted.
    /// </summary>
    public IReadOnlyList<CellResult> Reaching(string transport) =>
        [
            .. _cells.Where(cell => cell is { Scenario: Scenario.Idle, Sockets.Initiator: not null, Conditions.IsOrdinaryPlace: true })
                .Where(cell => cell.Transport == transport)
                .OrderBy(cell => cell.Responders),
        ];

    /// <summary>Of each family of the round trips the medians of what is written for its transports, with all their files, excluding plug-ins.</summary>
    public IReadOnlyList<FamilyCode> Written =>
    [
        .. from cell in RoundTrips
           let code = TransportCode.Of(cell.Transport)
           where code is not null
           group code.Whole by cell.Family into written
           orderby written.Key
           select new FamilyCode(written.Key, written.Select(code => (double)code.Lines).Median(), written.Select(code => (double)code.Concepts).Median()),
    ];

    /// <summary>What the bytes of a family's transports look like, of those that were captured.</summary>
    public IEnumerable<(string Name, Capture Capture, Readability Readability)> Captured(Family family) => _cells
        .Where(cell => cell.Family == family)
        .OrderBy(cell => cell.Transport, StringComparer.Ordinal)
        .SelectMany(cell => Readable.Of(cell.Capture) is { } readability
            ? [(cell.Transport, cell.Capture!, readability)]
            : Enumerable.Empty<(string, Capture, Readability)>());

    /// <summary>Whether the first is faster than the second by more than the noise; where rounds cannot say, by the medians alone.</summary>
    public bool IsFaster(CellResult first, CellResult second) =>
        Comparison.Of(second, Uncertainty, first, Uncertainty, Quantity.P50) is { Low: not null } comparison
            ? comparison.Verdict(lessIsBetter: true) == Verdict.Better
            : first.LatencyNs!.P50 < second.LatencyNs!.P50;
}

/// <summary>What is written for the transports of a family: medians.</summary>
internal sealed record FamilyCode(Family Family, double Lines, double Concepts);
