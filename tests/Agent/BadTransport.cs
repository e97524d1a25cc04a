using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

/// <summary>Loses, repeats, swaps and spoils messages, and keeps count.</summary>
internal sealed class BadTransport(VirtualClock clock, IResponder responder) : IInitiator
{
    private readonly byte[] _ignored = new byte[1024];
    private byte[]? _held;
    private long _number;

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public long Dropped { get; private set; }

    public long Duplicated { get; private set; }

    public long Reordered { get; private set; }

    public long Corrupted { get; private set; }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        clock.NowNs += 10_000;
        switch (_number++ % 20)
        {
            case 3:
                Dropped++;
                break;
            case 7:
                Duplicated++;
                Deliver(message.Span);
                Deliver(message.Span);
                break;
            case 11:
                Corrupted++;
                var spoilt = message.ToArray();
                spoilt[(int)(_number % spoilt.Length)] ^= 0x10;
                Deliver(spoilt);
                break;
            case 15:
                // Comes after the next one.
                Reordered++;
                _held = message.ToArray();
                break;
            default:
                Deliver(message.Span);
                Release();
                break;
        }

        return default;
    }

    public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        clock.NowNs += 10_000;
        var length = responder.Respond(request.Span, reply.Span);
        // One that was held until now is overtaken by the last question too.
        Release();
        return new(length);
    }

    public ValueTask DisposeAsync() => default;

    private void Release()
    {
        if (_held is null)
            return;
        Deliver(_held);
        _held = null;
    }

    private void Deliver(ReadOnlySpan<byte> message) => responder.Respond(message, _ignored);
}
