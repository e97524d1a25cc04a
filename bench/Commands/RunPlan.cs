using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>What was asked for → the cells of a run. A load at parts of a capacity has to find that first.</summary>
internal static class RunPlan
{
    /// <summary>One round, without the rates of a capacity that is not known yet.</summary>
    /// <exception cref="UsageException">Nothing is left, or what was asked for does not go together.</exception>
    public static IReadOnlyList<PlannedCell> OneRound(RunRequest request, IReadOnlyList<(Scenario Scenario, string Transport, int PayloadBytes)> cells)
    {
        if (cells.Count == 0)
            throw new UsageException("--filter lets no cell through; run with --list flat to see their names.");
        if (request.PartsOfCapacity.Count > 0 && request.Conditions.Any(conditions => !conditions.IsDefault))
            throw new UsageException(
                "--cpus, --memory, --network, --volume, --runtime: a suite that looks for capacities takes none of them; "
                    + "with --scenario load and --rate they can be given.");
        if (request.PartsOfCapacity.Count > 0 && request.Scenarios.All(scenario => scenario == Scenario.Load) && !request.Transports.Any(HasCapacity))
            throw new UsageException(
                $"--transport {request.Transports[0].Text}: both ends are in one process, which has no capacity to look for; "
                    + "name another, or give --scenario load and --rate.");
        if (request.Initiators[^1] * request.InFlight[^1] > Cell.MaxWorkers)
            throw new UsageException(
                $"--in-flight {request.InFlight[^1]}: with --initiators {request.Initiators[^1]} "
                + $"accepted are at most {Cell.MaxWorkers / request.Initiators[^1]}, {Cell.MaxWorkers} in all.");
        if (request.ScalesOut)
            DemandSharing(request);
        DemandFew(request);
        return
        [
            .. from key in cells
               // Nothing is sent, so what would be sent makes no difference.
               where key.Scenario != Scenario.Idle
                   || key.PayloadBytes == cells.Where(cell => cell.Scenario == Scenario.Idle && cell.Transport == key.Transport).Min(cell => cell.PayloadBytes)
               let transport = request.Transports.Single(transport => transport.Text == key.Transport)
               where request.Has(transport.Traits, key.Scenario, key.PayloadBytes)
               from responders in request.Responders
               from subscribers in key.Scenario == Scenario.FanOut ? request.Subscribers : [1]
               from initiators in key.Scenario switch
               {
                   Scenario.Connect or Scenario.Wake or Scenario.FanOut => [1],
                   // As many as it takes to reach them all.
                   Scenario.Idle => [transport.Traits.LoadSharing == LoadSharing.PerConnection ? responders : 1],
                   _ => request.Initiators,
               }
               from inFlight in key.Scenario switch
               {
                   Scenario.RoundTrip or Scenario.Load => request.InFlight,
                   Scenario.Stream when transport.Traits.StopAndWait => [Math.Min(request.StreamInFlight, transport.Traits.MaxInFlight)],
                   _ => [1],
               }
               from conditions in request.Conditions
               from rate in Rates(request, key.Scenario)
               from silence in key.Scenario == Scenario.Wake ? request.Silences.Select(silence => (int?)silence) : [null]
               let timing = request.RunProfile.TimingWithin(conditions, rate, subscribers)
               select new PlannedCell(
                   transport,
                   new Cell
                   {
                       Transport = key.Transport,
                       Scenario = key.Scenario,
                       PayloadBytes = key.PayloadBytes,
                       Timing = silence is { } silenceMs ? timing with { WakeUps = request.RunProfile.WakeUps(silenceMs) } : timing,
                       Initiators = initiators,
                       InFlight = inFlight,
                       Responders = responders,
                       Subscribers = subscribers,
                       OfferedRate = rate,
                       Arrivals = request.Arrivals,
                       SilenceMs = silence,
                   },
                   1) { Conditions = conditions },
        ];
    }

    private static IEnumerable<double?> Rates(RunRequest request, Scenario scenario) => scenario switch
    {
        Scenario.Load when request.Rates.Count > 0 => request.Rates.Select(rate => (double?)rate),
        Scenario.FanOut => (request.Rates.Count > 0 ? request.Rates : [Suite.OrdinaryRate]).Select(rate => (double?)rate),
        _ => [null],
    };

    private static void DemandSharing(RunRequest request)
    {
        var alone = request.Scenarios.FirstOrDefault(scenario => scenario is Scenario.Stream or Scenario.Connect or Scenario.Wake or Scenario.FanOut);
        if (alone != Scenario.RoundTrip)
            throw new UsageException(
                $"--responders: {EnumText.Of(alone)} has one responder; add --scenario with those of round-trip, load, idle that are wanted.");
        if (request.Initiators[0] < request.Responders[^1])
            throw new UsageException(
                $"--initiators {request.Initiators[0]}: with --responders {request.Responders[^1]} accepted are {request.Responders[^1]} or more, "
                    + $"so that each responder can have one.");
        if (request.InFlight[^1] > 1)
            throw new UsageException(
                $"--in-flight {request.InFlight[^1]}: with --responders {request.Responders[^1]} accepted is 1; add --initiators for more at once.");
        if (request.PartsOfCapacity.Count > 0)
            throw new UsageException("--responders: a suite that looks for capacities has one; with --scenario load and --rate there can be more.");
    }

    // Each subscriber keeps when each message came.
    private static void DemandFew(RunRequest request)
    {
        if (!request.Scenarios.Contains(Scenario.FanOut))
            return;
        var seconds = request.RunProfile.Duration?.TotalSeconds ?? 0;
        if (request.Rates.FirstOrDefault(rate => rate * seconds > Cell.MaxPublished) is var rate and > 0)
            throw new UsageException(FormattableString.Invariant(
                $"--rate {rate} for --duration {seconds}s: a fan-out publishes at most {Cell.MaxPublished} messages a round; give less of one of them."));
    }

    /// <summary>Finds the capacities of the transports whose loads have no rate yet.</summary>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public static async Task<IReadOnlyList<Capacity>> FindCapacitiesAsync(
        RunRequest request, IReadOnlyList<PlannedCell> round, ILauncher launcher, CancellationToken cancellationToken)
    {
        List<Capacity> capacities = [];
        await using var finder = new CapacityFinder(launcher, request.RunProfile) { Say = RunProgress.Say };
        foreach (var planned in round.Where(planned => IsWithoutRate(planned) && HasCapacity(planned.Transport)))
        {
            var capacity = await finder.FindAsync(planned.Transport, planned.Cell, cancellationToken);
            RunProgress.Say(
                capacity.Reason is null
                    ? $"{capacity.Transport}: capacity {Figures.Rate(capacity.MessagesPerSecond ?? 0)}"
                    : $"{capacity.Transport}: no capacity: {capacity.Reason}");
            capacities.Add(capacity);
        }

        return capacities;
    }

    /// <summary>Puts the loads at parts of capacities in place; a load without a capacity is left out.</summary>
    public static IReadOnlyList<PlannedCell> AtPartsOfCapacity(RunRequest request, IReadOnlyList<PlannedCell> round, IReadOnlyList<Capacity> capacities) =>
    [
        .. from planned in round
           from cell in !IsWithoutRate(planned) ? [planned]
               : capacities.FirstOrDefault(capacity => IsOf(capacity, planned)) is { } capacity
               ? CapacityFinder.Plan(planned.Transport, planned.Cell, capacity, request.PartsOfCapacity)
               : []
           select cell,
    ];

    private static bool IsOf(Capacity capacity, PlannedCell planned) =>
        (capacity.Transport, capacity.PayloadBytes, capacity.Initiators, capacity.InFlight)
            == (planned.Transport.Text, planned.Cell.PayloadBytes, planned.Cell.Initiators, planned.Cell.InFlight);

    private static bool HasCapacity(TransportChoice transport) => !transport.Traits.Needs.HasFlag(Needs.SameProcess);

    private static bool IsWithoutRate(PlannedCell planned) => planned.Cell is { Scenario: Scenario.Load, OfferedRate: null };
}
