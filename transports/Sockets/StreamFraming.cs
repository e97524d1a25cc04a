using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>How a thread waits for a socket.</summary>
internal enum WaitMode
{
    /// <summary>The runtime's event loop wakes a pool thread.</summary>
    Async,

    /// <summary>The kernel wakes the thread that called.</summary>
    Blocking,
}

/// <summary>Messages on a byte stream: four bytes of length, little endian, then the message. One reader and one writer.</summary>
internal sealed class StreamFraming(Socket socket, WaitMode mode, int maxMessageBytes) : IDisposable
{
    private const int PrefixBytes = sizeof(int);

    private byte[] _received = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private byte[] _sending = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private int _start;
    private int _end;

    /// <summary>Sends one message with one system call, unless the kernel takes it in parts.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var frameBytes = PrefixBytes + message.Length;
        Grow(ref _sending, frameBytes, 0, 0);
        BinaryPrimitives.WriteInt32LittleEndian(_sending, message.Length);
        message.Span.CopyTo(_sending.AsSpan(PrefixBytes));
        for (var sent = 0; sent < frameBytes;)
        {
            var rest = _sending.AsMemory(sent, frameBytes - sent);
            sent += mode == WaitMode.Blocking
                ? socket.Send(rest.Span)
                : await socket.SendAsync(rest, cancellationToken);
        }
    }

    /// <summary>The next message, valid until the next call; null when the peer has closed the stream between two messages.</summary>
    /// <exception cref="TransportException">The stream ended inside a message, or what came is no frame of ours.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var wanted = PrefixBytes;
        while (true)
        {
            if (_end - _start >= PrefixBytes)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(_received.AsSpan(_start));
                if (length < 0 || length > maxMessageBytes)
                    throw new TransportException($"The peer announced a message of {length} bytes; the limit is {maxMessageBytes}.");
                wanted = PrefixBytes + length;
            }

            if (_end - _start >= wanted)
            {
                var message = _received.AsMemory(_start + PrefixBytes, wanted - PrefixBytes);
                _start += wanted;
                return message;
            }

            MakeRoom(wanted);
            var free = _received.AsMemory(_end);
            var count = mode == WaitMode.Blocking
                ? socket.Receive(free.Span)
                : await socket.ReceiveAsync(free, cancellationToken);
            if (count == 0)
                return _end == _start ? null : throw new TransportException("The peer closed the connection in the middle of a message.");
            _end += count;
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _received, []));
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _sending, []));
    }

    private static void Grow(ref byte[] buffer, int bytes, int start, int count)
    {
        if (buffer.Length >= bytes)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(bytes);
        buffer.AsSpan(start, count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void MakeRoom(int wanted)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_received.Length - _start >= wanted)
            return;
        var count = _end - _start;
        if (_received.Length < wanted)
            Grow(ref _received, wanted, _start, count);
        else
            _received.AsSpan(_start, count).CopyTo(_received);
        (_start, _end) = (0, count);
    }
}
