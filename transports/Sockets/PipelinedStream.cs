using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// The measuring end of a framed byte stream with several requests in flight. The responder answers in their order, so the oldest one waits for the next
/// reply.
/// </summary>
internal sealed class PipelinedStream : ConcurrentInitiator
{
    private readonly StreamFraming _framing;
    private readonly IReadOnlyDictionary<string, string> _settings;

    /// <param name="traits">The transport's.</param>
    /// <param name="framing">Connected; owned from here on.</param>
    /// <param name="settings">In force on the connection.</param>
    /// <param name="inFlight">The most exchanges at once.</param>
    /// <param name="mode">Where a wait blocks, a reader that wrote the next request itself could wait for room that only its own reading makes.</param>
    public PipelinedStream(Traits traits, StreamFraming framing, IReadOnlyDictionary<string, string> settings, int inFlight, WaitMode mode)
        : base(traits, new PendingReplies(inFlight, isOrdered: true, isInline: mode is WaitMode.Async or WaitMode.Adaptive))
    {
        (_framing, _settings) = (framing, settings);
        BeginReceiving();
    }

    public override IReadOnlyDictionary<string, string> Settings => _framing.AddTo(_settings);

    protected override void Interrupt() => _framing.Dispose();

    protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _framing.WriteAsync(message, cancellationToken);

    protected override TransportException? Gone(Exception cause) =>
        cause is SocketException or ObjectDisposedException ? StreamInitiator.Broken(cause) : null;

    protected override async Task ReceiveAsync(CancellationToken stop)
    {
        while (await _framing.ReadAsync(CancellationToken.None) is { } reply)
            Pending.CompleteNext(reply.Span);
        throw StreamInitiator.Closed();
    }
}
