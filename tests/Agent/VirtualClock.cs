using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

/// <summary>Time that passes only where a test says so.</summary>
internal sealed class VirtualClock : IClock
{
    public long NowNs { get; set; } = 1_000_000_000_000;

    public ValueTask UntilAsync(long dueNs, CancellationToken cancellationToken)
    {
        NowNs = Math.Max(NowNs, dueNs);
        return default;
    }

    /// <summary>How much later a rest ends than it was asked to, ns.</summary>
    public long OversleptNs { get; init; }

    public ValueTask RestUntilAsync(long dueNs, CancellationToken cancellationToken) => UntilAsync(dueNs + OversleptNs, cancellationToken);
}

/// <summary>A responder of known delay, at the other end of nothing: the request takes its time, and is half way when it is stamped.</summary>
/// <param name="clock">Whose time passes.</param>
/// <param name="delayNs">Of each message, by its number and the time at which it is sent.</param>
internal sealed class KnownDelay(VirtualClock clock, Func<long, long, long> delayNs) : IInitiator
{
    private long _number;

    /// <summary>What its runtime has compiled so far; nothing.</summary>
    public Func<RuntimeCounters> Compiled { get; init; } = () => default;

    /// <summary>When the first measured message was sent.</summary>
    public long FirstMeasuredNs { get; private set; }

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        var delay = delayNs(_number++, clock.NowNs);
        request.CopyTo(reply);
        MessageHeader.TryRead(request.Span, out var header, out var bodyHash);
        if (header.Phase == Phase.Measured && FirstMeasuredNs == 0)
            FirstMeasuredNs = clock.NowNs;
        MessageHeader.Stamp(reply.Span[..request.Length], 0, header.Phase == Phase.Sample ? Compiled().Packed : clock.NowNs + (delay / 2), bodyHash);
        clock.NowNs += delay;
        return new(request.Length);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;
}
