using InterContainer.Agent.Accounting;
using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Transports;

namespace InterContainer.Runner.Processes;

/// <summary>Two processes and a folder.</summary>
/// <param name="cores">The processors of each role; null: all share all.</param>
internal sealed class ProcessPair(Wiring wiring, string shared, IReadOnlyList<string> plugins, CorePlan? cores) : IPair
{
    public IReadOnlyDictionary<string, string> Images { get; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings { get; } = cores?.Settings ?? new Dictionary<string, string>();

    // The embedded broker is a process of ours, but a broker or server of one's own is not.
    public Task<Counters?> LookAtServicesAsync(CancellationToken cancellationToken) => Task.FromResult<Counters?>(null);

    public Task<IAgentHandle> StartAsync(Part part, CancellationToken cancellationToken) =>
        Task.FromResult<IAgentHandle>(ProcessAgent.Start(part.On(wiring, plugins) with { StopAtEndOfInput = true }, part.Role == Role.Responder ? cores?.Responder : cores?.Initiator));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(shared, recursive: true);
        if (wiring.MemoryFolder is { } memory && Directory.Exists(memory))
            Directory.Delete(memory, recursive: true);
        return default;
    }
}
