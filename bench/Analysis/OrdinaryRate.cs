using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis;

/// <summary>
/// The loads of one initiator at the one rate that every loaded transport of a run has. Back to back a message finds both ends awake; at such a rate it has to
/// wake them:
/// a halted processor, a thread of a pool, a timer. Pure.
/// </summary>
/// <param name="PerSecond">Messages a second; the least, where there are several.</param>
/// <param name="Cells">In the order of the run.</param>
internal sealed record OrdinaryRate(double PerSecond, IReadOnlyList<CellResult> Cells)
{
    /// <summary>What a reader has to know of the figures in both columns.</summary>
    public static string Meaning(string rate) =>
        $"Back to back, each message finds both ends awake. At {rate} it has to wake them up: a halted processor, a thread of the runtime's pool, a timer. "
            + "That is service time, from the moment of sending.";

    /// <summary>As people read it: 100/s.</summary>
    public string Text => Figures.Rate(PerSecond);

    /// <summary>Null where there is no such rate.</summary>
    public static OrdinaryRate? Of(RunResults run)
    {
        var curves = Curves.Loads(run).Where(curve => curve.Key is { Initiators: 1, InFlight: 1 }).ToList();
        if (curves.Count == 0)
            return null;
        var shared = curves.Select(curve => curve.Select(cell => cell.OfferedRate).OfType<double>()).Aggregate((one, other) => one.Intersect(other)).ToList();
        if (shared.Count == 0)
            return null;
        var rate = shared.Min();
        var cells = curves.SelectMany(curve => curve.Where(cell => cell.OfferedRate == rate)).ToHashSet();
        return new OrdinaryRate(rate, [.. run.Results.Where(cells.Contains)]);
    }

    /// <summary>The load of the same transport and payload; null where there is none.</summary>
    public CellResult? Like(CellResult cell) =>
        Cells.FirstOrDefault(load => load.Transport == cell.Transport && load.PayloadBytes == cell.PayloadBytes && load.Isolation == cell.Isolation);

    /// <summary>The same where its figures may be trusted.</summary>
    public CellResult? Trusted(CellResult cell) => Like(cell) is { Status: Status.Ok } load ? load : null;

    /// <summary>Median service time of a transport, as people read it; a dash where it was not measured with messages of that size.</summary>
    public string MedianOf(string transport, int payloadBytes) =>
        Cells.FirstOrDefault(load => load.Transport == transport && load.PayloadBytes == payloadBytes) is { Status: Status.Ok, ServiceTimeNs.P50: var p50 }
            ? Figures.Duration(p50)
            : "-";
}
