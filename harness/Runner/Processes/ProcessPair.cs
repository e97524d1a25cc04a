using InterContainer.Protocol;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Processes;

/// <summary>Two processes, or more, and a folder.</summary>
/// <param name="places">Where they meet.</param>
/// <param name="folders">What they share; removed in the end.</param>
/// <param name="plugins">Paths.</param>
/// <param name="cores">The processors of each role; null: all share all.</param>
internal sealed class ProcessPair(EndpointResolver places, IReadOnlyList<string> folders, IReadOnlyList<string> plugins, CorePlan? cores) : IPair
{
    public IReadOnlyDictionary<string, string> Images { get; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings { get; } = cores?.Settings ?? new Dictionary<string, string>();

    // The embedded broker is a process of ours, but a broker or server of one's own is not.
    public Task<Counters?> SampleServicesAsync(CancellationToken cancellationToken) => Task.FromResult<Counters?>(null);

    public SocketCounts? CountServiceSockets() => null;

    public Task<IAgentHandle> StartAsync(AgentRequest part, CancellationToken cancellationToken) =>
        Task.FromResult<IAgentHandle>(
            ProcessAgent.Start(places.For(part, plugins) with { StopAtEndOfInput = true }, part.Role == Role.Responder ? cores?.Responder : cores?.Initiator));

    public ValueTask DisposeAsync()
    {
        foreach (var folder in folders.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        return default;
    }
}
