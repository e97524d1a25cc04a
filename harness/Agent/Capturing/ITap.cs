using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Capturing;

/// <summary>Sees the bytes between an initiator and what it talks to. The initiator is disposed of before the tap.</summary>
internal interface ITap : IAsyncDisposable
{
    CapturePlace Place { get; }

    /// <summary>Where the initiator connects, so that its bytes are seen.</summary>
    PairEndpoints Endpoints { get; }

    /// <summary>What comes from now on belongs to the exchange.</summary>
    /// <returns>How many bytes came before; null where that is not known.</returns>
    ValueTask<long?> BeginAsync(CancellationToken cancellationToken);

    /// <summary>The exchange has ended.</summary>
    /// <exception cref="IOException">The bytes could not be read.</exception>
    ValueTask<(Recorded Request, Recorded Reply)> EndAsync(CancellationToken cancellationToken);
}
