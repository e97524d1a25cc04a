using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>What a run knows of one transport. Pure.</summary>
internal sealed class Candidate(string transport, IReadOnlyList<CellResult> cells, IReadOnlyList<Capacity> capacities, Uncertainty uncertainty)
{
    /// <summary>The silence of which advice speaks, ms: all that sleeps does so by then, and nothing has been closed.</summary>
    public const int TypicalSilenceMs = 1000;

    /// <summary>Name and options.</summary>
    public string Transport { get; } = string.Concat(transport.Select(c => char.IsControl(c) ? '?' : c));

    public Family Family { get; } = cells[0].Family;

    /// <summary>Null in files of before there were any.</summary>
    public Guarantees? Guarantees { get; } = cells.Select(cell => cell.Guarantees).FirstOrDefault(guarantees => guarantees is not null);

    /// <summary>What an accepted message has reached; null where the run does not say.</summary>
    public string? Durability { get; } = cells.Select(cell => cell.Settings.GetValueOrDefault(Transports.Durability.Setting))
        .FirstOrDefault(durability => durability is not null);

    /// <summary>Whether a broker or a database server stands between the ends.</summary>
    public bool HasService => cells.Any(cell => cell.UsesService);

    /// <summary>Whether a message broker stands between the ends.</summary>
    public bool HasBroker => cells.Any(cell => cell.UsesBroker);

    /// <summary>The largest message it carries, bytes; null where neither the run nor this version knows.</summary>
    public int? MaxPayloadBytes { get; } = cells.Select(cell => cell.MaxPayloadBytes).FirstOrDefault(bytes => bytes is not null) ?? Catalogue.BuiltIn.Transports
        .FirstOrDefault(known => known.Traits.Name == transport.Split(':')[0])?.Traits.MaxPayloadBytes;

    /// <summary>How many initiators it was measured with at once, round trip or load, the fewest first.</summary>
    public IReadOnlyList<int> Initiators { get; } =
        [.. cells.Where(cell => cell.Scenario is Scenario.RoundTrip or Scenario.Load).Select(cell => cell.Initiators).Append(1).Distinct().Order()];

    /// <summary>The transports of a run that stand between two containers, in its order; by their cells with one responder and without limits.</summary>
    public static IEnumerable<Candidate> Of(RunResults run)
    {
        var uncertainty = new Uncertainty(run);
        return run.Results
            .Where(cell => cell is { Family: not Family.Baseline, HasOrdinaryInFlight: true, Responders: 1, Conditions.IsDefault: true })
            .GroupBy(cell => cell.Transport)
            .Select(cells => new Candidate(
                cells.Key, [.. cells], [.. run.Capacities.Where(capacity => capacity.Transport == cells.Key && capacity.InFlight == 1)], uncertainty));
    }

    /// <summary>A figure at full speed: of a closed loop, which has one message in flight for each initiator, or of a stream.</summary>
    /// <param name="quantity">What the figure is of the rounds; null: it has no interval.</param>
    public AdvisedFigure FullSpeed(Scenario scenario, Func<CellResult, double?> figure, int payloadBytes, int initiators, Quantity? quantity = null) =>
        ByPayload(Cells(scenario, initiators).Select(cell => ((double)cell.PayloadBytes, Figure(cell, figure, quantity))), payloadBytes);

    /// <summary>A figure at an offered rate, from the loads that were held.</summary>
    /// <param name="quantity">What the figure is of the rounds; null: it has no interval.</param>
    public AdvisedFigure Loaded(Func<CellResult, double?> figure, int payloadBytes, double rate, int initiators, Quantity? quantity = null)
    {
        var loads = Cells(Scenario.Load, initiators).ToList();
        return loads.Count == 0
            ? AdvisedFigure.None("not measured under load")
            : ByPayload(loads.GroupBy(cell => cell.PayloadBytes).Select(curve => ((double)curve.Key, At(curve))), payloadBytes);

        AdvisedFigure At(IEnumerable<CellResult> curve) =>
            Interpolation.At(curve.Select(cell => (cell.OfferedRate ?? 0, Held(cell, figure, quantity))), rate, "load", Figures.Rate);
    }

    /// <summary>The highest rate that it was seen to carry, messages a second: of a load that was held, of the closed loop, and one way of a stream.</summary>
    public AdvisedFigure Carried(int payloadBytes, int initiators, bool oneWay)
    {
        var rates = cells.Where(cell => cell.Initiators == initiators && cell.IsTrusted())
            .Where(cell => cell.Scenario switch
            {
                Scenario.RoundTrip => true,
                Scenario.Stream => oneWay,
                Scenario.Load => !cell.IsSaturated,
                _ => false,
            })
            .Select(cell => (
                cell.PayloadBytes,
                Rate: cell.Scenario == Scenario.Load
                    ? AdvisedFigure.Of(cell.OfferedRate ?? 0)
                    : Figure(cell, one => one.Throughput!.MessagesPerSecond, Quantity.MessagesPerSecond)))
            .Concat(capacities
                .Where(capacity => capacity.Initiators == initiators)
                .Select(capacity => (capacity.PayloadBytes, Rate: AdvisedFigure.Of(capacity.MessagesPerSecond ?? 0))))
            .Where(point => point.Rate.Value > 0)
            .GroupBy(point => point.PayloadBytes, point => point.Rate);
        // A load that was held is sure, where the rate of a closed loop may be a little higher and have an interval.
        return ByPayload(
            rates.Select(points => ((double)points.Key, points.MaxBy(point => point.Value)! with { Low = points.Max(point => point.Low ?? point.Value) })),
            payloadBytes);
    }

    /// <summary>
    /// Whether <see cref="Carried"/> is the most there is: a closed loop (one way: a stream) went as fast as it could, or a load was not held.
    /// Else it is merely the highest rate that was tried.
    /// </summary>
    public bool IsLimitKnown(int initiators, bool oneWay) =>
        Cells(oneWay ? Scenario.Stream : Scenario.RoundTrip, initiators).Any(cell => cell.IsTrusted())
        || (!oneWay && (Cells(Scenario.Load, initiators).Any(cell => cell.Status == Status.Invalid || cell.IsSaturated)
            || capacities.Any(capacity => capacity.Initiators == initiators && capacity.FirstUnsustainedRate is not null)));

    /// <summary>Cores of all roles while nothing is sent.</summary>
    public AdvisedFigure Idle()
    {
        var idle = Cells(Scenario.Idle, 1).ToList();
        return idle.Count == 0
            ? AdvisedFigure.None("not measured idle")
            : idle.Select(cell => Figure(cell, Cores)).OrderBy(reading => reading.Value is null).First();
    }

    /// <summary>The median of the first message after a silence.</summary>
    public AdvisedFigure AfterSilence(int silenceMs, int payloadBytes)
    {
        var wakes = Cells(Scenario.Wake, 1).Where(cell => cell.SilenceMs == silenceMs).ToList();
        return wakes.Count == 0
            ? AdvisedFigure.None($"not measured after {Figures.Duration(silenceMs * 1e6)} of silence")
            : ByPayload(wakes.Select(cell => ((double)cell.PayloadBytes, Figure(cell, one => one.LatencyNs?.P50, Quantity.P50))), payloadBytes);
    }

    /// <summary>Cores of all roles; null where they were not measured.</summary>
    public static double? Cores(CellResult cell) => cell.TotalCores();

    private IEnumerable<CellResult> Cells(Scenario scenario, int initiators) =>
        cells.Where(cell => cell.Scenario == scenario && cell.Initiators == initiators);

    private static AdvisedFigure ByPayload(IEnumerable<(double X, AdvisedFigure Y)> points, int payloadBytes) =>
        Interpolation.At(points, payloadBytes, "payload", Figures.Bytes);

    private AdvisedFigure Figure(CellResult cell, Func<CellResult, double?> figure, Quantity? quantity = null) => cell.Status != Status.Ok
        ? AdvisedFigure.None($"{EnumText.Of(cell.Status)} in this run: {cell.Reason?.TrimEnd('.')}")
        : figure(cell) is { } value && double.IsFinite(value) && value >= 0
            ? AdvisedFigure.Of(value, quantity is { } known ? uncertainty.Estimate(cell, known) : null) with { Flags = Flags(cell) }
            : AdvisedFigure.None("not measured in this run's cell");

    private AdvisedFigure Held(CellResult cell, Func<CellResult, double?> figure, Quantity? quantity) => cell.IsSaturated
        ? AdvisedFigure.None($"{Figures.Rate(cell.OfferedRate ?? 0)} was not sustained")
        : Figure(cell, figure, quantity);

    // What it is; what to do about it stands in the report. Latency under a load is response time.
    private static IReadOnlyList<string> Flags(CellResult cell) => [.. FlagMark.Of(cell, isResponseTime: true).Select(flag => flag.Title).Distinct()];
}

/// <summary>Figures between two measured points: on the straight line between them where both axes are logarithmic. Never beyond the points. Pure.</summary>
internal static class Interpolation
{
    /// <summary>y = y₀ (y₁/y₀)^t with t = ln(x/x₀) / ln(x₁/x₀).</summary>
    /// <param name="x">From that of one point to that of the other; all numbers positive.</param>
    public static double LogLog(double x, (double X, double Y) one, (double X, double Y) other) =>
        one.Y * Math.Pow(other.Y / one.Y, Math.Log(x / one.X) / Math.Log(other.X / one.X));

    /// <summary>The figure at <paramref name="x"/>, from readings at other places.</summary>
    /// <param name="points">A reading at each place where one was tried, in any order.</param>
    /// <param name="x">Positive.</param>
    /// <param name="what">What the places are: payload.</param>
    /// <param name="name">A place in words: 1 KiB.</param>
    public static AdvisedFigure At(IEnumerable<(double X, AdvisedFigure Y)> points, double x, string what, Func<double, string> name)
    {
        var tried = points.ToList();
        if (tried.Find(point => point.X == x).Y is { } exact)
            return exact;
        var measured = tried.Where(point => point is { X: > 0, Y.Value: > 0 and < double.PositiveInfinity }).OrderBy(point => point.X).ToList();
        if (measured.Count == 0)
            return tried.Count == 0 ? AdvisedFigure.None("not measured") : tried[0].Y with { Value = null, Missing = tried[0].Y.Missing ?? "not measured" };
        if (x < measured[0].X || x > measured[^1].X)
        {
            return AdvisedFigure.None(measured.Count == 1
                ? $"{what} {name(x)} was not measured, only {name(measured[0].X)}"
                : $"{what} {name(x)} is outside of what was measured, {name(measured[0].X)} to {name(measured[^1].X)}");
        }

        var above = measured.FindIndex(point => point.X > x);
        var (low, high) = (measured[above - 1], measured[above]);
        var how = $"{what} interpolated between {name(low.X)} and {name(high.X)}";
        return AdvisedFigure.Of(
            LogLog(x, (low.X, low.Y.Value!.Value), (high.X, high.Y.Value!.Value)),
            string.Join("; ", new[] { how, low.Y.How, high.Y.How }.OfType<string>().Distinct())) with
        {
            Low = Between(reading => reading.Low),
            High = Between(reading => reading.High),
            Estimate = low.Y.Estimate is { } one && high.Y.Estimate is { } other
                ? Estimate.Between(one, other, Math.Log(x / low.X) / Math.Log(high.X / low.X))
                : null,
            Flags = [.. low.Y.Flags.Union(high.Y.Flags)],
        };

        double? Between(Func<AdvisedFigure, double?> bound) =>
            bound(low.Y) is { } below and > 0 && bound(high.Y) is { } above and > 0 ? LogLog(x, (low.X, below), (high.X, above)) : null;
    }
}
