using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InterContainer.Transports.Sockets;

/// <summary>Messages on a byte stream: four bytes of length, little endian, then the message. One reader and one writer.</summary>
internal sealed class StreamFraming : IDisposable
{
    private const int PrefixBytes = sizeof(int);

    // From here on a second buffer in the system call costs less than the copy.
    private const int GatherFromBytes = 16 * 1024;

    private readonly Socket _socket;
    private readonly WaitMode _mode;
    private readonly BusyPoll _polling;
    private readonly bool _isPipelined;
    private readonly int _maxMessageBytes;
    private readonly byte[] _sending = new byte[PrefixBytes + GatherFromBytes];
    private readonly ArraySegment<byte>[] _gathered = new ArraySegment<byte>[2];
    private byte[] _received = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <param name="socket">
    /// Connected; owned from here on. Where <paramref name="mode"/> is blocking, no asynchronous operation was ever started on it: the runtime would wait for
    /// the kernel in its event loop ever after.
    /// </param>
    /// <param name="mode">How to wait.</param>
    /// <param name="maxMessageBytes">The longest message the peer may announce.</param>
    /// <param name="asks">Whether it is the initiator's end.</param>
    /// <param name="isPipelined">Whether the thread that reads also writes, while more is to be read: only its reading makes room in the end, so it does
    /// not sleep for it.</param>
    public StreamFraming(Socket socket, WaitMode mode, int maxMessageBytes, bool asks, bool isPipelined = false)
    {
        _isPipelined = isPipelined;
        _socket = socket;
        _mode = mode;
        _maxMessageBytes = maxMessageBytes;
        socket.Blocking = mode == WaitMode.Blocking;
        _polling = new BusyPoll(mode, asks);
    }

    /// <summary>The settings of an end, with what was seen of its waits.</summary>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> settings) => _polling.AddTo(settings);

    /// <summary>Sends one message with one system call, unless the kernel takes it in parts.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _polling.Sent();
        BinaryPrimitives.WriteInt32LittleEndian(_sending, message.Length);
        var frameBytes = PrefixBytes + message.Length;
        int sent;
        if (message.Length < GatherFromBytes)
        {
            message.Span.CopyTo(_sending.AsSpan(PrefixBytes));
            sent = Check(_socket.Send(_sending.AsSpan(0, frameBytes), SocketFlags.None, out var error), error);
            return sent == frameBytes ? default : FinishAsync(_sending.AsMemory(sent, frameBytes - sent), cancellationToken);
        }

        sent = SendGathered(message);
        if (sent == frameBytes)
            return default;
        return sent >= PrefixBytes
            ? FinishAsync(message[(sent - PrefixBytes)..], cancellationToken)
            : FinishAsync(_sending.AsMemory(sent, PrefixBytes - sent), message, cancellationToken);
    }

    /// <summary>The next message, valid until the next call; null when the peer has closed the stream between two messages.</summary>
    /// <exception cref="TransportException">The stream ended inside a message, or what came is no frame of ours.</exception>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken) =>
        TryTake(out var message, out _) ? new(message) : ReceiveAsync(cancellationToken);

    public void Dispose()
    {
        _polling.Dispose();
        try
        {
            // Where a thread waits in the kernel, disposal alone would reset the connection, and lose what was accepted and is still on its way.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other end was first, or it is done.
        }

        _socket.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> message;
        while (!TryTake(out message, out var wanted))
        {
            MakeRoom(wanted);
            var free = _received.AsMemory(_end);
            var count = _mode switch
            {
                WaitMode.Blocking => _socket.Receive(free.Span),
                WaitMode.Spin => SpinReceive(free.Span, cancellationToken),
                _ when (_end > _start || _polling.IsWorthIt) && TryReceive(free.Span, out var soon) => soon,
                WaitMode.Adaptive => SleepAndReceive(free.Span),
                _ => await _polling.AwaitAsync(_socket.ReceiveAsync(free, cancellationToken)),
            };
            _polling.Received();
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
        if (length < 0 || length > _maxMessageBytes)
            throw new TransportException($"The peer announced a message of {length} bytes; the limit is {_maxMessageBytes}.");
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
        return Check(_socket.Send(_gathered, SocketFlags.None, out var error), error);
    }

    private async ValueTask FinishAsync(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await FinishAsync(prefix, cancellationToken);
        await FinishAsync(message, cancellationToken);
    }

    private async ValueTask FinishAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        while (rest.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!TrySend(rest.Span, out var sent))
            {
                if (_mode.IsAsynchronous() || (_mode == WaitMode.Adaptive && _isPipelined))
                    sent = await _polling.AwaitAsync(_socket.SendAsync(rest, cancellationToken));
                else if (_mode == WaitMode.Adaptive)
                    BusyPoll.Sleep(_socket, SelectMode.SelectWrite);
            }

            rest = rest[sent..];
        }
    }

    private bool TrySend(ReadOnlySpan<byte> rest, out int count)
    {
        count = 0;
        for (var tries = 0; count == 0 && BusyPoll.Again(tries); tries++)
            count = Check(_socket.Send(rest, SocketFlags.None, out var error), error);
        return count > 0;
    }

    private bool TryReceive(Span<byte> free, out int count)
    {
        // The rest of a message is on its way in any case.
        var isRest = _end > _start;
        var hasCome = false;
        count = 0;
        for (var tries = 0; !hasCome && BusyPoll.Again(tries); tries++)
        {
            count = _socket.Receive(free, SocketFlags.None, out var error);
            hasCome = error != SocketError.WouldBlock;
            if (hasCome)
                Check(count, error);
        }

        if (!isRest)
            _polling.Polled(hasCome);
        return hasCome;
    }

    private int SleepAndReceive(Span<byte> free)
    {
        while (true)
        {
            var count = _socket.Receive(free, SocketFlags.None, out var error);
            if (error != SocketError.WouldBlock)
                return Check(count, error);
            BusyPoll.Sleep(_socket, SelectMode.SelectRead);
        }
    }

    private int SpinReceive(Span<byte> free, CancellationToken cancellationToken)
    {
        while (true)
        {
            var count = _socket.Receive(free, SocketFlags.None, out var error);
            if (error != SocketError.WouldBlock)
                return Check(count, error);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static int Check(int count, SocketError error) => error switch
    {
        SocketError.Success => count,
        SocketError.WouldBlock => 0,
        _ => throw new SocketException((int)error),
    };

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
