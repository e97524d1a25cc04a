using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>Makes places in which the two ends of a cell are isolated. Disposal removes all it made.</summary>
public interface ILauncher : IAsyncDisposable
{
    Isolation Isolation { get; }

    /// <summary>Whether pairs run on the kernel of this machine, so that what it says of itself is true of them.</summary>
    bool IsHere => true;

    /// <summary>
    /// Why this launcher cannot host a transport within conditions, or with so many responders, with the remedy, in one line; null where it can.
    /// </summary>
    string? UnsupportedReason(Traits traits, Conditions conditions, int responders);

    /// <summary>
    /// Whether messages get through within conditions, where only trying tells: once a run of what is alike. Asked before the first pair of such cells.
    /// </summary>
    /// <returns>Why they do not; null: they do, or there is nothing to try.</returns>
    Task<Unsupported?> TryAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken) => Task.FromResult<Unsupported?>(null);

    /// <summary>Makes a fresh place for a pair, with the services the transport needs.</summary>
    /// <exception cref="LaunchException">It cannot; one line says why.</exception>
    Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken);
}
