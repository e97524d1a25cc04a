using InterContainer.Protocol;

namespace InterContainer.Runner.Execution;

/// <summary>The place of one pair. Disposal ends its agents and removes what they shared.</summary>
public interface IPair : IAsyncDisposable
{
    /// <summary>Role → name@digest of the image that runs; empty without containers.</summary>
    IReadOnlyDictionary<string, string> Images { get; }

    /// <summary>Service → its version, where that is known.</summary>
    IReadOnlyDictionary<string, string> ServiceVersions { get; }

    /// <summary>What is in force in the services, by what they were started with.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>What the services of the pair have used so far, all together; null where it has none, or none that can be asked.</summary>
    Task<Counters?> SampleServicesAsync(CancellationToken cancellationToken);

    /// <summary>The sockets of the services of the pair, all together; null where it has none, or none that can be seen.</summary>
    SocketCounts? CountServiceSockets();

    /// <summary>Starts an agent.</summary>
    /// <exception cref="LaunchException">It cannot; one line says why.</exception>
    Task<IAgentHandle> StartAsync(AgentRequest part, CancellationToken cancellationToken);
}
