using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InterContainer.Transports.Sockets;

/// <summary>Messages on a byte stream: four bytes of length, little endian, then the message. One reader and one writer.</summary>
/// <param name="socket">Owned from here on.</param>
/// <param name="maxMessageBytes">The longest message the peer may announce.</param>
/// <param name="tls">The stream is what this one encrypts; null: it is not encrypted.</param>
internal sealed class StreamFraming(WaitingSocket socket, int maxMessageBytes, TlsStream? tls = null) : IDisposable
{
    private const int PrefixBytes = sizeof(int);

    // From here on a second buffer in the system call costs less than the copy. It is also what a record of TLS holds.
    private const int GatherFromBytes = 16 * 1024;

    private readonly byte[] _sending = new byte[PrefixBytes + GatherFromBytes];
    private readonly ArraySegment<byte>[] _gathered = new ArraySegment<byte>[2];
    private byte[] _received = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>The settings of an end, with what was seen of its waits.</summary>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> settings) => socket.AddTo(settings);

    /// <summary>Sends one message with one system call, unless the kernel takes it in parts. What is encrypted is one for each record.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        socket.Sent();
        BinaryPrimitives.WriteInt32LittleEndian(_sending, message.Length);
        if (tls is not null)
            return EncryptAsync(message, cancellationToken);
        var frameBytes = PrefixBytes + message.Length;
        int sent;
        if (message.Length < GatherFromBytes)
        {
            message.Span.CopyTo(_sending.AsSpan(PrefixBytes));
            sent = socket.Send(_sending.AsSpan(0, frameBytes));
            return sent == frameBytes ? default : socket.SendAllAsync(_sending.AsMemory(sent, frameBytes - sent), cancellationToken);
        }

        sent = SendGathered(message);
        if (sent == frameBytes)
            return default;
        return sent >= PrefixBytes
            ? socket.SendAllAsync(message[(sent - PrefixBytes)..], cancellationToken)
            : SendAllAsync(_sending.AsMemory(sent, PrefixBytes - sent), message, cancellationToken);
    }

    /// <summary>The next message, valid until the next call; null when the peer has closed the stream between two messages.</summary>
    /// <exception cref="TransportException">The stream ended inside a message, or what came is no frame of ours.</exception>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken) =>
        TryTake(out var message, out _) ? new(message) : ReceiveAsync(cancellationToken);

    public void Dispose()
    {
        socket.Dispose();
        tls?.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> message;
        while (!TryTake(out message, out var wanted))
        {
            MakeRoom(wanted);
            var free = _received.AsMemory(_end);
            var isRest = _end > _start;
            var count = await (tls is null ? socket.ReceiveAsync(free, isRest, cancellationToken) : tls.DecryptAsync(free, isRest, cancellationToken));
            socket.Received();
            if (count == 0)
                return _end == _start ? null : throw new TransportException("The peer closed the connection in the middle of a message.");
            _end += count;
        }

        return message;
    }

    private bool TryTake(out ReadOnlyMemory<byte> message, out int wanted)
    {
        message = default;
        wanted = PrefixBytes;
        if (_end - _start < PrefixBytes)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_received.AsSpan(_start));
        if (length < 0 || length > maxMessageBytes)
            throw new TransportException($"The peer announced a message of {length} bytes; the limit is {maxMessageBytes}.");
        wanted = PrefixBytes + length;
        if (_end - _start < wanted)
            return false;
        message = _received.AsMemory(_start + PrefixBytes, length);
        _start += wanted;
        return true;
    }

    private int SendGathered(ReadOnlyMemory<byte> message)
    {
        if (!MemoryMarshal.TryGetArray(message, out _gathered[1]))
            return 0;
        _gathered[0] = new ArraySegment<byte>(_sending, 0, PrefixBytes);
        return socket.Send(_gathered);
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await socket.SendAllAsync(prefix, cancellationToken);
        await socket.SendAllAsync(message, cancellationToken);
    }

    // The length is in the message's first record.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EncryptAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var first = Math.Min(message.Length, GatherFromBytes - PrefixBytes);
        message.Span[..first].CopyTo(_sending.AsSpan(PrefixBytes));
        await tls!.EncryptAsync(_sending.AsMemory(0, PrefixBytes + first), cancellationToken);
        if (first < message.Length)
            await tls.EncryptAsync(message[first..], cancellationToken);
    }

    private void MakeRoom(int wanted)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_received.Length - _start >= wanted)
            return;
        var kept = _received.AsSpan(_start, _end - _start);
        if (_received.Length < wanted)
        {
            var larger = new byte[wanted];
            kept.CopyTo(larger);
            _received = larger;
        }
        else
        {
            kept.CopyTo(_received);
        }

        (_start, _end) = (0, kept.Length);
    }
}
