using InterContainer.Agent.Accounting;
using InterContainer.Runner.Launching;
using InterContainer.Transports;

namespace InterContainer.Runner.Processes;

/// <summary>Two processes and a folder.</summary>
internal sealed class ProcessPair(Wiring wiring, string shared, IReadOnlyList<string> plugins) : IPair
{
    public IReadOnlyDictionary<string, string> Images { get; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    // The embedded broker is a process of ours, but a broker or server of one's own is not.
    public Task<Counters?> LookAtServicesAsync(CancellationToken cancellationToken) => Task.FromResult<Counters?>(null);

    public Task<IAgentHandle> StartAsync(Part part, CancellationToken cancellationToken) =>
        Task.FromResult<IAgentHandle>(ProcessAgent.Start(part.On(wiring, plugins) with { StopAtEndOfInput = true }));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(shared, recursive: true);
        if (wiring.MemoryFolder is { } memory && Directory.Exists(memory))
            Directory.Delete(memory, recursive: true);
        return default;
    }
}
