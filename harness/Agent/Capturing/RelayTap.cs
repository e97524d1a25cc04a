using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Capturing;

/// <summary>A tap on sockets: relays between the initiator and the real end.</summary>
/// <param name="relays">Owned from here on.</param>
internal sealed class RelayTap(CapturePlace place, PairEndpoints endpoints, Recording recording, params IReadOnlyList<IAsyncDisposable> relays) : ITap
{
    // What an exchange entails, as acknowledgements and grants, may come a moment after its reply.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(8);
    private const int MaxChecks = 10;

    public CapturePlace Place => place;

    public PairEndpoints Endpoints => endpoints;

    public async ValueTask<long?> BeginAsync(CancellationToken cancellationToken)
    {
        await QuietAsync(cancellationToken);
        var before = recording.Bytes;
        recording.Clear();
        return before;
    }

    public async ValueTask<(Recorded Request, Recorded Reply)> EndAsync(CancellationToken cancellationToken)
    {
        await QuietAsync(cancellationToken);
        return recording.Take();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in relays)
            await relay.DisposeAsync();
    }

    private async ValueTask QuietAsync(CancellationToken cancellationToken)
    {
        var seen = -1L;
        for (var check = 0; check < MaxChecks && recording.Bytes != seen; check++)
        {
            seen = recording.Bytes;
            await Task.Delay(Quiet, cancellationToken);
        }
    }
}
