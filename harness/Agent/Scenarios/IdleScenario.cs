using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// Connected, and nothing sent. A few verified exchanges prove the connection and have the code compiled; then both ends are left alone. The responder is told
/// of the edges by a message each, the runner by a line each, and both only while this end is not measured.
/// </summary>
/// <param name="workers">What is left alone.</param>
/// <param name="cell">The cell.</param>
/// <param name="meter">Begins and ends here.</param>
/// <param name="output">To the runner.</param>
/// <param name="sockets">Counts what this end holds; null: not counted.</param>
internal sealed class IdleScenario(IReadOnlyList<Worker> workers, Cell cell, CostMeter meter, AgentOutput output, Func<SocketCounts?>? sockets = null)
{
    private const long WarmUpNs = 300_000_000;
    private const double QuietPart = 0.01;
    private const int MaxTries = 15;

    /// <summary>What is in force in this process, as a setting.</summary>
    public static string TieredCompilation => Environment.GetEnvironmentVariable("DOTNET_TieredCompilation") == "0" ? "false" : "true";

    // Compiling what was called often takes its time in the background, and the pool's threads look for work for a while.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    // The runner samples the services meanwhile.
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(200);

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var proof = Workers.Sum(await Workers.TogetherAsync(workers, worker => worker.ExchangeForAsync(WarmUpNs, 1, measured: false)))[0];
        var steady = await SettleAsync(cancellationToken);
        await Workers.MarkAsync(workers, cell, Phase.Begin);
        Workers.Begin(workers);
        output.Write(new WindowLine(proof));
        meter.Begin();
        await Task.Delay(cell.Timing.IdleMs, cancellationToken);
        meter.End(0);
        output.Write(new WindowLine(proof));
        await Task.Delay(Sampling, cancellationToken);
        // Before the next message, whose connection may wait to be closed.
        var held = sockets?.Invoke();
        await Workers.MarkAsync(workers, cell, Phase.End);
        return Workers.Summary(workers) with
        {
            WarmUpMissed = steady ? null : "the process did not come to rest",
            Cost = meter.Cost(),
            Runtime = meter.Runtime(),
            Sockets = held,
            Settings = new Dictionary<string, string> { ["tieredCompilation"] = TieredCompilation },
        };
    }

    /// <summary>Until this process does next to nothing; false where the time for that was up first.</summary>
    private static async Task<bool> SettleAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, cancellationToken);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var before = ProcessUsage.Sample();
            await Task.Delay(Sampling, cancellationToken);
            var after = ProcessUsage.Sample();
            if (after.UserNs + after.SystemNs - before.UserNs - before.SystemNs < QuietPart * Sampling.TotalNanoseconds)
                return true;
        }

        return false;
    }
}
