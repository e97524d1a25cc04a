using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Transports;

namespace InterContainer.Runner.Processes;

/// <summary>Two processes and a folder.</summary>
internal sealed class ProcessPair(Wiring wiring, string shared) : IPair
{
    public IReadOnlyDictionary<string, string> Images { get; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public Task<IAgentHandle> StartAsync(Role role, Cell cell, CancellationToken cancellationToken) =>
        Task.FromResult<IAgentHandle>(ProcessAgent.Start(new Assignment { Role = role, Cell = cell, Wiring = wiring, StopAtEndOfInput = true }));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(shared, recursive: true);
        return default;
    }
}
