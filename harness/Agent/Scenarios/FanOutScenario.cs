using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// One publisher, and subscribers that each get every message, at the times of a schedule. Every subscriber records when each message came;
/// the runner puts the figures together. Warm-up goes faster than most rates, so that it does not take for ever, and still with pauses in which all ends
/// fall asleep. Where subscribers do not answer, it is this end's code that has to be warm; what theirs compiled is seen in their results.
/// </summary>
/// <param name="publisher">Sends.</param>
/// <param name="cell">The cell.</param>
/// <param name="clock">The time.</param>
/// <param name="meter">Begins and ends here.</param>
/// <param name="output">To the runner.</param>
internal sealed class FanOutScenario(Publisher publisher, Cell cell, IClock clock, CostMeter meter, AgentOutput output)
{
    private const double LeastWarmUpRate = 250;

    public async Task<Measurement> RunAsync()
    {
        var rate = cell.OfferedRate ?? throw new AssignmentException("A fan-out needs an offeredRate, in messages a second.");
        var warmedUp = await Workers.WarmUpAsync(
            cell.Timing,
            clock,
            count => Workers.EachAsync(count, () => publisher.FollowAsync(Math.Max(rate, LeastWarmUpRate), cell.Timing.WarmUpWindowNs, Phase.WarmUp)),
            LookAsync,
            async _ => await PlayAsync(rate, 1, new AgentOutput(Stream.Null), Phase.WarmUp));
        var missed = await Workers.PlayWarmAsync(
            warmedUp,
            clock,
            async () =>
            {
                output.Write(new WindowLine(await publisher.FollowAsync(rate, cell.Timing.WindowNs, Phase.WarmUp)));
                await PlayAsync(rate, cell.Timing.MaxWindows, output, Phase.Measured);
                return ([], cell.Timing.MaxWindows * cell.Timing.WindowNs);
            },
            LookAsync);
        return publisher.Summary() with
        {
            WarmUpMissed = missed,
            Cost = meter.Cost(),
            Runtime = meter.Runtime(),
            Settings = new Dictionary<string, string> { ["tieredCompilation"] = IdleScenario.TieredCompilation },
        };
    }

    private async ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync()
    {
        var words = await publisher.TellAsync(Phase.Sample);
        return [meter.RuntimeSoFar, .. words.Select(word => RuntimeCounters.Unpack(word.TimeNs))];
    }

    private async ValueTask PlayAsync(double rate, int windows, AgentOutput told, Phase phase)
    {
        await publisher.TellAsync(Phase.Begin);
        publisher.Begin();
        meter.Begin();
        var published = await publisher.FollowAsync(rate, windows * cell.Timing.WindowNs, phase);
        meter.End(published.Messages);
        told.Write(new WindowLine(published));
        await publisher.TellAsync(Phase.End);
    }
}
