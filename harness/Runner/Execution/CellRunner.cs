using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>Plays cells with a fresh pair, and always comes back with results.</summary>
/// <param name="launcher">Where.</param>
/// <param name="longestCell">The longest the agents may take for warm-up and windows.</param>
internal sealed class CellRunner(ILauncher launcher, TimeSpan longestCell) : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    // The agent gives itself less.
    private static readonly TimeSpan CaptureTimeout = TimeSpan.FromSeconds(8);

    // In addition to its windows an initiator may wait for one silence (15 s) and for what is still queued.
    private readonly TimeSpan _resultTimeout = longestCell + TimeSpan.FromSeconds(45);

    // A pair leaves while the next one starts, and is gone before that one measures.
    private Task _leaving = Task.CompletedTask;

    /// <summary>Plays one cell.</summary>
    /// <exception cref="OperationCanceledException">The run was interrupted; nothing else is thrown.</exception>
    public async Task<CellResult> RunAsync(PlannedCell planned, CancellationToken cancellationToken) =>
        (await RunAsync(new PlannedPair([planned]), cancellationToken))[0];

    /// <summary>Plays the cells of a pair one after the other. Where that fails, each is played once more with a pair of its own, and says so.</summary>
    /// <returns>A result a cell, in order, without secrets: every result that is kept comes from here.</returns>
    /// <exception cref="OperationCanceledException">The run was interrupted; nothing else is thrown.</exception>
    public async Task<IReadOnlyList<CellResult>> RunAsync(PlannedPair together, CancellationToken cancellationToken) =>
        [.. (await MeasureAsync(together.Cells, cancellationToken)).Select(RedactedResult.Of)];

    private async Task<IReadOnlyList<CellResult>> MeasureAsync(IReadOnlyList<PlannedCell> cells, CancellationToken cancellationToken)
    {
        if (UnsupportedReason(cells[0]) is { } reason)
            return NotMeasured(cells, Status.Skipped, reason);
        try
        {
            var traits = cells[0].Transport.Traits;
            if (await launcher.TryAsync(traits, cells[0].Conditions, cancellationToken) is { } unsupported)
                return NotMeasured(cells, Status.Skipped, unsupported.Reason, unsupported.Flag);
            var pair = await launcher.PrepareAsync(traits, cells[0].Conditions, cancellationToken);
            var seen = await PlayAndLeaveAsync(pair, cells, cancellationToken);
            return [.. cells.Zip(seen, (planned, saw) => Evaluation.Measured(planned, launcher.Isolation, saw) with
            {
                Images = pair.Images,
                Services =
                [
                    .. ServiceInfo.Of(traits.Service)
                        .Select(service => service with { Version = pair.ServiceVersions.GetValueOrDefault(service.Name) }),
                ],
                Settings = pair.Settings.Concat(saw.Initiator.Settings).Concat(planned.Transport.Options)
                    .GroupBy(setting => setting.Key)
                    .ToDictionary(group => group.Key, group => group.Last().Value),
            })];
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // Some libraries report cancellation as a timeout: the wait for a service to start does.
            throw e as OperationCanceledException ?? new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (UnsupportedException e)
        {
            return NotMeasured(cells, Status.Skipped, e.Message);
        }
        catch (Exception e)
        {
            // Whatever it was, the run goes on and the row says why.
            var cause = (e is LaunchException or TransportException ? e.Message : $"{e.GetType().Name}: {e.Message}").ReplaceLineEndings(" ");
            return cells.Count == 1 ? NotMeasured(cells, Status.Failed, cause) : await RunAloneAsync(cells, cause, cancellationToken);
        }
    }

    private CellResult[] NotMeasured(IReadOnlyList<PlannedCell> cells, Status status, string reason, Flag? flag = null) =>
        [.. cells.Select(planned => Evaluation.NotMeasured(planned, launcher.Isolation, status, reason) with { Flags = flag is null ? [] : [flag] })];

    private async Task<IReadOnlyList<CellResult>> RunAloneAsync(IReadOnlyList<PlannedCell> cells, string cause, CancellationToken cancellationToken)
    {
        List<CellResult> results = [];
        foreach (var planned in cells)
            results.Add(Evaluation.MeasuredAlone(await RunAsync(planned, cancellationToken), cause));
        return results;
    }

    /// <summary>Returns when the last pair is gone.</summary>
    public Task SettleAsync() => _leaving;

    public async ValueTask DisposeAsync() => await _leaving;

    private HostLoad? SampleHost() => launcher.IsHere ? HostLoad.Sample() : null;

    private string? UnsupportedReason(PlannedCell planned)
    {
        var traits = planned.Transport.Traits;
        if (planned.Cell.PayloadBytes > traits.MaxPayloadBytes)
            return $"{traits.Name} carries messages of at most {traits.MaxPayloadBytes} bytes.";
        if (planned.Cell.InFlight > traits.MaxInFlight)
            return traits.MaxInFlight == 1 ? $"{traits.Name} has one request in flight at a time."
                : $"{traits.Name} has at most {traits.MaxInFlight} requests in flight.";
        if (planned.Cell.Responders > 1 && traits.LoadSharing == LoadSharing.None)
            return $"{traits.Name} has one responder: it cannot share work among several.";
        if (planned.Cell.Scenario == Scenario.FanOut && traits.Needs.HasFlag(Needs.SameProcess))
            return $"{traits.Name} has both ends in one process, and each subscriber needs its own.";
        return launcher.UnsupportedReason(traits, planned.Conditions, planned.Cell.Responders);
    }

    private async Task<IReadOnlyList<Observation>> PlayAndLeaveAsync(IPair pair, IReadOnlyList<PlannedCell> cells, CancellationToken cancellationToken)
    {
        List<IAgentHandle> agents = [];
        try
        {
            return await (cells[0].Transport.Traits.Needs.HasFlag(Needs.SameProcess)
                ? PlayInOneProcessAsync(pair, agents, cells, cancellationToken)
                : PlayAsync(pair, agents, cells, cancellationToken));
        }
        finally
        {
            _leaving = LeaveAsync(_leaving, agents, pair);
        }
    }

    private async Task<IReadOnlyList<Observation>> PlayInOneProcessAsync(
        IPair pair, List<IAgentHandle> agents, IReadOnlyList<PlannedCell> cells, CancellationToken cancellationToken)
    {
        await _leaving;
        agents.Add(await pair.StartAsync(AgentRequest.Of(Role.Both, cells), cancellationToken));
        var reader = new AgentReader(agents[0], Role.Both, conditions: cells[0].Conditions);
        List<Observation> seen = [];
        foreach (var planned in cells)
        {
            var watched = await WatchAsync(pair, reader, HostAccounts.Of(agents), HostAccounts.Of([]), planned.Cell, cancellationToken);
            var capture = planned.Captures ? Capture.Not(Capture.InOneProcess) : null;
            seen.Add(watched with { Capture = capture });
        }

        for (var cell = 0; cell < seen.Count; cell++)
        {
            var answered = await reader.NextAsync<ResultLine>(StopTimeout.Within(cells[0].Conditions), cancellationToken);
            seen[cell] = seen[cell] with { Responders = [answered.Measurement] };
        }

        return seen;
    }

    private async Task<IReadOnlyList<Observation>> PlayAsync(
        IPair pair, List<IAgentHandle> agents, IReadOnlyList<PlannedCell> cells, CancellationToken cancellationToken)
    {
        var captures = cells.Any(planned => planned.Captures);
        await StartAsync(
            pair,
            agents,
            [
                .. Enumerable.Range(0, cells[0].Cell.ServingEnds)
                    .Select(number => AgentRequest.Of(Role.Responder, cells) with { Number = number, StandsBy = number > 0 }),
                AgentRequest.Of(Role.Initiator, cells) with { StandsBy = true, Captures = captures },
            ],
            cancellationToken);
        IReadOnlyList<IAgentHandle> answering = agents[..^1];
        var measuring = agents[^1];
        IReadOnlyList<AgentReader> responders = [.. answering.Select((agent, number) => new AgentReader(agent, Role.Responder, number, cells[0].Conditions))];
        var initiator = new AgentReader(measuring, Role.Initiator, conditions: cells[0].Conditions.LimitsRespondersOnly ? null : cells[0].Conditions);
        var timeout = StartTimeout.Within(cells[0].Conditions);
        await responders[0].NextAsync<ReadyLine>(timeout, cancellationToken);
        // What all share is there now.
        await Task.WhenAll(responders.Skip(1).Zip(answering.Skip(1), (responder, agent) => JoinAsync(responder, agent, timeout, cancellationToken)));
        await initiator.NextAsync<StandingByLine>(timeout, cancellationToken);
        await _leaving;
        await measuring.GoAsync(cancellationToken);
        await initiator.NextAsync<ReadyLine>(timeout, cancellationToken);

        var seen = await WhileAllLiveAsync(
            async watched =>
            {
                var (initiating, responding) = (HostAccounts.Of([measuring]), HostAccounts.Of(answering));
                List<Observation> measured = [];
                while (measured.Count < cells.Count)
                    measured.Add(await WatchAsync(pair, initiator, initiating, responding, cells[measured.Count].Cell, watched));
                return measured;
            },
            responders,
            cancellationToken);
        if (captures)
        {
            var captured = cells.Index().First(cell => cell.Item.Captures).Index;
            seen[captured] = seen[captured] with { Capture = await CaptureAsync(measuring, initiator, cancellationToken) };
        }

        // The first one last: it removes what all share.
        for (var number = responders.Count - 1; number >= 0; number--)
        {
            await answering[number].StopAsync(cancellationToken);
            for (var cell = 0; cell < seen.Count; cell++)
            {
                var answered = await responders[number].NextAsync<ResultLine>(StopTimeout.Within(cells[0].Conditions), cancellationToken);
                seen[cell] = seen[cell] with { Responders = [answered.Measurement, .. seen[cell].Responders] };
            }
        }

        return seen;
    }

    // One cell; the responders' part of it is told when all are measured.
    private async Task<Observation> WatchAsync(
        IPair pair, AgentReader initiator, HostAccounts initiating, HostAccounts responding, Cell cell, CancellationToken cancellationToken)
    {
        var timeout = _resultTimeout + TimeSpan.FromMilliseconds(cell.SilentMs);
        Observation? seen = null;
        AgentLine line = await initiator.NextAsync<WindowLine>(timeout, cancellationToken);
        // Once, and again where what was measured turned out to be warm-up.
        while (line is WindowLine)
        {
            // The first window has ended, and the others are to come.
            var (hostBefore, before) = (SampleHost(), await pair.SampleServicesAsync(cancellationToken));
            var (initiatorBefore, responderBefore) = (initiating.Sample(), responding.Sample());
            // The last one has ended.
            await initiator.NextAsync<WindowLine>(timeout, cancellationToken);
            var (initiatorAfter, responderAfter) = (initiating.Sample(), responding.Sample());
            var (hostAfter, after) = (SampleHost(), await pair.SampleServicesAsync(cancellationToken));
            seen = new Observation(new Measurement(), [])
            {
                HostBefore = hostBefore,
                HostAfter = hostAfter,
                ServicesBefore = before,
                ServicesAfter = after,
                ServiceSockets = pair.CountServiceSockets(),
                InitiatorBill = initiating.Between(initiatorBefore, initiatorAfter),
                ResponderBill = responding.Between(responderBefore, responderAfter),
            };
            line = await initiator.NextAsync<AgentLine>(timeout, cancellationToken);
        }

        return seen! with { Initiator = ((ResultLine)line).Measurement };
    }

    // The cell has its result already, and a capture that fails takes nothing from it.
    private static async Task<Capture> CaptureAsync(IAgentHandle agent, AgentReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await agent.GoAsync(cancellationToken);
            return (await reader.NextAsync<CaptureLine>(CaptureTimeout, cancellationToken)).Capture;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Capture.Not(e.Message.ReplaceLineEndings(" "));
        }
    }

    private static async Task JoinAsync(AgentReader responder, IAgentHandle agent, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await responder.NextAsync<StandingByLine>(timeout, cancellationToken);
        await agent.GoAsync(cancellationToken);
        await responder.NextAsync<ReadyLine>(timeout, cancellationToken);
    }

    private static async Task StartAsync(IPair pair, List<IAgentHandle> agents, IEnumerable<AgentRequest> parts, CancellationToken cancellationToken)
    {
        Task<IAgentHandle>[] starting = [.. parts.Select(part => pair.StartAsync(part, cancellationToken))];
        try
        {
            await Task.WhenAll(starting);
        }
        finally
        {
            agents.AddRange(starting.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result));
        }
    }

    private static async Task LeaveAsync(Task earlier, IReadOnlyList<IAgentHandle> agents, IPair pair)
    {
        await earlier;
        try
        {
            await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));
            await pair.DisposeAsync();
        }
        catch (Exception)
        {
            // The result of the cell stands, and what is left is swept at the end of the run.
        }
    }

    private static async Task<T> WhileAllLiveAsync<T>(
        Func<CancellationToken, Task<T>> wait, IReadOnlyList<AgentReader> responders, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var failures = responders.Select(responder => responder.FailureAsync(watching.Token)).ToList();
        var failure = Task.WhenAny(failures).Unwrap();
        var result = wait(watching.Token);
        try
        {
            if (await Task.WhenAny(result, failure) == failure)
                throw new LaunchException(await failure);
            return await result;
        }
        catch (LaunchException e) when (result.IsFaulted)
        {
            // The initiator often notices first that the responder is gone; the responder's end is the cause.
            await Task.WhenAny(failure, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
            throw failure.IsCompletedSuccessfully && await failure is var cause && cause != e.Message ? new LaunchException($"{cause} {e.Message}", e) : e;
        }
        finally
        {
            await watching.CancelAsync();
            await Task.WhenAny(result);
            await Task.WhenAny(Task.WhenAll(failures));
        }
    }
}
