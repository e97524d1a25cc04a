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

    /// <summary>Makes a fresh place for a pair, with the services the transport needs.</summary>
    /// <exception cref="LaunchException">It cannot; one line says why.</exception>
    Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken);
}
