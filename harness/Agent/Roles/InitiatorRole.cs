using InterContainer.Agent.Accounting;
using InterContainer.Agent.Capturing;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Scenarios;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>Connects, plays the scenario, and says what it saw.</summary>
internal static class InitiatorRole
{
    public static async Task PlayAsync(ResolvedAssignment assigned, AgentOutput output, Signals signals)
    {
        // It practises, which takes its time: while the other end starts as well.
        SocketCounts? Sockets() => KernelSockets.OfThisProcess(assigned.Assignment.HasOwnInterfaces);
        var meter = new CostMeter(assigned.Assignment.IsAlone, sockets: Sockets, hasOwnInterfaces: assigned.Assignment.HasOwnInterfaces);
        if (assigned.Assignment.StandsBy)
            await signals.StandByAsync(output);
        List<IInitiator> initiators = [];
        using var watchdog = new Watchdog(TimeSpan.FromSeconds(assigned.Assignment.SilenceLimitSeconds), signals.Stop);
        try
        {
            // An initiator may hold the thread that calls it, and the pool makes new ones slowly.
            ThreadPool.GetMinThreads(out var workers, out var completions);
            ThreadPool.SetMinThreads(workers + Math.Max(assigned.Connections, assigned.Cell.Workers) - 1, completions);
            for (var i = 0; i < assigned.Connections; i++)
            {
                initiators.Add(await Retry.TryAsync(
                    () => assigned.Transport.ConnectAsync(assigned.EndpointsOf(i), signals.Stop), assigned.Assignment.ConnectLimitSeconds, signals.Stop));
            }


            // First what a service has to be asked, so that it is in none of its costs.
            var settings = await SettingsAsync(initiators[0], watchdog);
            // A connection that is made anew each time has no company.
            if (assigned.Cell.Scenario == Scenario.Connect)
                await DisposeAsync(initiators);
            output.Write(new ReadyLine());
            foreach (var (number, cell) in assigned.Cells.Index())
            {
                // What an earlier cell left is not for this one to collect.
                if (number > 0)
                    GC.Collect();
                // While the other end has nothing to do.
                var probe = Prober.Probe();
                var start = MonotonicClock.NowNs;
                var measurement = await PlayAsync(assigned, cell, number, initiators, watchdog, meter, Sockets, output);
                var measuredNs = measurement.Cost?.MeasuredNs ?? 0;
                var warmUpNs = MonotonicClock.NowNs - start - measuredNs;
                if (initiators.Count > 0)
                    settings = await SettingsAsync(initiators[0], watchdog);
                output.Write(new ResultLine(Role.Initiator, measurement with
                {
                    Clock = MonotonicClock.Identity,
                    WarmUpNs = warmUpNs,
                    MeasuredNs = measuredNs,
                    Probe = probe,
                    Sockets = measurement.Sockets ?? Sockets(),
                    Settings = settings.Concat(measurement.Settings).ToDictionary(),
                }));
            }

            if (!assigned.Assignment.Captures)
                return;
            // The runner still samples what services have used.
            await signals.GoAsync();
            output.Write(new CaptureLine(await Capturer.TakeAsync(assigned, signals.Stop)));
        }
        catch (OperationCanceledException) when (watchdog.Barked)
        {
            throw new TransportException(
                $"Nothing came back for {assigned.Assignment.SilenceLimitSeconds} s: the responder or a service is gone, or a message was lost.");
        }
        finally
        {
            await DisposeAsync(initiators);
        }
    }

    // Asking may block, and what goes on here may be the thread that would see the answer.
    private static Task<IReadOnlyDictionary<string, string>> SettingsAsync(IInitiator initiator, Watchdog watchdog) =>
        Task.Run(() => initiator.Settings).WaitAsync(watchdog.Token);

    private static async ValueTask DisposeAsync(List<IInitiator> initiators)
    {
        foreach (var initiator in initiators)
            await initiator.DisposeAsync();
        initiators.Clear();
    }

    private static Task<Measurement> PlayAsync(
        ResolvedAssignment assigned, Cell cell, int number, IReadOnlyList<IInitiator> initiators, Watchdog watchdog, CostMeter meter,
        Func<SocketCounts?> sockets, AgentOutput output)
    {
        var clock = RealClock.Instance;
        // Each request that is under way at once has a worker: its own numbers, checks and histograms.
        List<IInitiator> places = [.. initiators.SelectMany(initiator => Enumerable.Repeat(initiator, cell.InFlight))];
        Worker[] Workers() => [.. places.Select((initiator, i) => new Worker(initiator, i, cell, watchdog, clock, number))];
        return cell.Scenario switch
        {
            Scenario.RoundTrip => new RoundTripScenario(Workers(), cell, clock, meter, output).RunAsync(),
            Scenario.Stream => new StreamScenario(places, assigned.Transport.Traits, cell, watchdog, clock, meter, output, number).RunAsync(),
            Scenario.Load => new LoadScenario(Workers(), cell, clock, meter, output).RunAsync(),
            Scenario.Connect => new ConnectScenario(assigned.Transport, assigned.Endpoints, cell, watchdog, clock, meter, output).RunAsync(),
            Scenario.Idle => new IdleScenario(Workers(), cell, meter, output, sockets).RunAsync(watchdog.Token),
            Scenario.Wake => new WakeScenario(Workers()[0], cell, clock, meter, output).RunAsync(),
            Scenario.FanOut => new FanOutScenario(
                new Publisher(initiators, assigned.Transport.Traits, cell, watchdog, clock, number), cell, clock, meter, output).RunAsync(),
            _ => throw new AssignmentException($"There is no scenario {cell.Scenario}."),
        };
    }
}
