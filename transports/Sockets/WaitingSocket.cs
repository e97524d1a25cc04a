using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>A connected stream socket that waits as <see cref="WaitMode"/> says. One reader and one writer.</summary>
internal sealed class WaitingSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly WaitMode _mode;
    private readonly BusyPoll _polling;
    private readonly bool _isPipelined;

    /// <param name="socket">
    /// Connected; owned from here on. Where <paramref name="mode"/> is blocking, no asynchronous operation was ever started on it: the runtime would wait for
    /// the kernel in its event loop ever after.
    /// </param>
    /// <param name="mode">How to wait.</param>
    /// <param name="asks">Whether it is the initiator's end.</param>
    /// <param name="isPipelined">Whether the thread that reads also writes, while more is to be read: only its reading makes room in the end, so it does
    /// not sleep for it.</param>
    public WaitingSocket(Socket socket, WaitMode mode, bool asks, bool isPipelined)
    {
        (_socket, _mode, _isPipelined) = (socket, mode, isPipelined);
        socket.Blocking = mode == WaitMode.Blocking;
        _polling = new BusyPoll(mode, asks);
    }

    /// <summary>The settings of an end, with what was seen of its waits.</summary>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> settings) => _polling.AddTo(settings);

    /// <summary>A message is about to be sent.</summary>
    public void Sent() => _polling.Sent();

    /// <summary>Something of a message has come.</summary>
    public void Received() => _polling.Received();

    /// <summary>Sends what the kernel takes at once.</summary>
    /// <returns>How many bytes.</returns>
    public int Send(ReadOnlySpan<byte> bytes) => Check(_socket.Send(bytes, SocketFlags.None, out var error), error);

    /// <inheritdoc cref="Send(ReadOnlySpan{byte})"/>
    public int Send(ArraySegment<byte>[] gathered) => Check(_socket.Send(gathered, SocketFlags.None, out var error), error);

    /// <summary>Sends all, and waits for room.</summary>
    public async ValueTask SendAllAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
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

    /// <summary>Waits for bytes.</summary>
    /// <param name="free">Where they go; not empty.</param>
    /// <param name="isRest">Whether they are on their way in any case, as the rest of a message is.</param>
    /// <param name="cancellationToken">Ends the wait, unless the thread waits in the kernel.</param>
    /// <returns>How many; 0: the peer has closed the stream.</returns>
    public ValueTask<int> ReceiveAsync(Memory<byte> free, bool isRest, CancellationToken cancellationToken) => _mode switch
    {
        WaitMode.Blocking => new(_socket.Receive(free.Span)),
        WaitMode.Spin => new(SpinReceive(free.Span, cancellationToken)),
        _ when (isRest || _polling.IsWorthIt) && TryReceive(free.Span, isRest, out var soon) => new(soon),
        WaitMode.Adaptive => new(SleepAndReceive(free.Span)),
        _ => _polling.AwaitAsync(_socket.ReceiveAsync(free, cancellationToken)),
    };

    public void Dispose()
    {
        _polling.Dispose();
        Close(_socket);
    }

    /// <summary>Closes a connection under a thread that waits for it, and loses nothing that was accepted.</summary>
    public static void Close(Socket socket)
    {
        try
        {
            // Where a thread waits in the kernel, disposal alone would reset the connection, and lose what was accepted and is still on its way.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other end was first, or it is done.
        }

        socket.Dispose();
    }

    private bool TrySend(ReadOnlySpan<byte> rest, out int count)
    {
        count = 0;
        for (var tries = 0; count == 0 && BusyPoll.Again(tries); tries++)
            count = Send(rest);
        return count > 0;
    }

    private bool TryReceive(Span<byte> free, bool isRest, out int count)
    {
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
}
