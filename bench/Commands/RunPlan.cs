using InterContainer.Agent.Contract;
using InterContainer.Bench.Progress;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Launching;
using InterContainer.Runner.Loading;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>What was asked for → the cells of a run. A load at parts of a capacity has to find that first.</summary>
internal static class RunPlan
{
    /// <summary>One round, without the rates of a capacity that is not known yet.</summary>
    /// <exception cref="UsageException">Nothing is left, or a load lacks its rate.</exception>
    public static IReadOnlyList<PlannedCell> OneRound(RunRequest request, IReadOnlyList<(Scenario Scenario, string Transport, int PayloadBytes)> cells)
    {
        if (cells.Count == 0)
            throw new UsageException("--filter lets no cell through; run with --list flat to see their names.");
        if (request.Scenarios.Contains(Scenario.Load) && request.Rates.Count == 0 && request.PartsOfCapacity.Count == 0)
            throw new UsageException("--scenario load: needs --rate, in messages a second (or --suite load, which finds the rates).");
        if (request.PartsOfCapacity.Count > 0 && request.Limits.Any(limits => limits != Limits.None))
            throw new UsageException("--cpus, --memory: a suite that looks for capacities takes no limits; with --scenario load and --rate they can be given.");
        return
        [
            .. from key in cells
               // Nothing is sent, so what would be sent makes no difference.
               where key.Scenario != Scenario.Idle || key.PayloadBytes == cells.Where(cell => cell.Scenario == Scenario.Idle && cell.Transport == key.Transport).Min(cell => cell.PayloadBytes)
               from initiators in key.Scenario is Scenario.Connect or Scenario.Idle ? [1] : request.Initiators
               from limits in request.Limits
               from rate in key.Scenario == Scenario.Load && request.Rates.Count > 0 ? request.Rates.Select(rate => (double?)rate) : [null]
               select new PlannedCell(
                   request.Transports.Single(transport => transport.Text == key.Transport),
                   new Cell
                   {
                       Transport = key.Transport,
                       Scenario = key.Scenario,
                       PayloadBytes = key.PayloadBytes,
                       Pace = request.Effort.Pace,
                       Initiators = initiators,
                       OfferedRate = rate,
                       Arrivals = request.Arrivals,
                   },
                   1) { Limits = limits },
        ];
    }

    /// <summary>Finds the capacities, and puts the loads at parts of them in place.</summary>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public static async Task<(IReadOnlyList<PlannedCell> Round, IReadOnlyList<Capacity> Capacities)> AtPartsOfCapacityAsync(
        RunRequest request, IReadOnlyList<PlannedCell> round, ILauncher launcher, CancellationToken cancellationToken)
    {
        List<Capacity> capacities = [];
        List<PlannedCell> cells = [];
        await using var finder = new CapacityFinder(launcher, request.Effort) { Say = RunProgress.Say };
        foreach (var planned in round)
        {
            if (planned.Cell is not { Scenario: Scenario.Load, OfferedRate: null })
            {
                cells.Add(planned);
                continue;
            }

            if (planned.Transport.Transport.Traits.Needs.HasFlag(Needs.SameProcess))
                continue;
            var capacity = await finder.FindAsync(planned.Transport, planned.Cell, cancellationToken);
            RunProgress.Say(capacity.Reason is null ? $"{capacity.Transport}: capacity {Figures.Rate(capacity.MessagesPerSecond ?? 0)}" : $"{capacity.Transport}: no capacity: {capacity.Reason}");
            capacities.Add(capacity);
            cells.AddRange(CapacityFinder.Plan(planned.Transport, planned.Cell, capacity, request.PartsOfCapacity));
        }

        return (cells, capacities);
    }
}
