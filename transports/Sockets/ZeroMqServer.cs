using NetMQ;
using NetMQ.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>The answering end: one ROUTER socket for all initiators, and one thread.</summary>
internal sealed class ZeroMqServer : IServing
{
    private readonly RouterSocket _router;
    private readonly IResponder _responder;
    private readonly Task _answering;
    private byte[] _reply = new byte[1024];
    private volatile bool _isStopped;

    private ZeroMqServer(RouterSocket router, IResponder responder)
    {
        (_router, _responder) = (router, responder);
        // A thread of its own, because a blocking wait holds it.
        _answering = Task.Factory.StartNew(Answer, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Task Serving => _answering;

    /// <exception cref="TransportException">The address is taken or cannot be used.</exception>
    public static ZeroMqServer Start(PairEndpoints endpoints, int maxMessageBytes, IResponder responder)
    {
        var router = new RouterSocket();
        try
        {
            router.Options.IPv4Only = false;
            router.Options.MaxMsgSize = maxMessageBytes;
            router.Options.ReceiveHighWatermark = endpoints.WholeNumber(ZeroMq.HighWaterMark.Name);
            router.Bind(ZeroMq.Address(endpoints));
            return new ZeroMqServer(router, responder);
        }
        catch (NetMQException e)
        {
            router.Dispose();
            throw new TransportException($"Cannot listen on {endpoints.Host}:{endpoints.Port}: {e.Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isStopped = true;
        try
        {
            await _answering;
        }
        finally
        {
            _router.Dispose();
        }
    }

    private void Answer()
    {
        var (sender, frame) = (ZeroMq.Empty(), ZeroMq.Empty());
        while (!_isStopped)
        {
            if (!_router.TryReceive(ref sender, ZeroMqConnection.LookUp))
                continue;
            // All frames of a message come together.
            _router.TryReceive(ref frame, TimeSpan.Zero);
            if (frame.HasMore)
                Greet(ref sender, ref frame);
            else
                Answer(ref sender, frame.Slice());
        }

        sender.Close();
        frame.Close();
    }

    private void Answer(ref Msg sender, ReadOnlySpan<byte> message)
    {
        if (_reply.Length < message.Length)
            _reply = new byte[message.Length];
        var length = _responder.Respond(message, _reply);
        if (length == IResponder.NoReply)
            return;
        // The socket takes both: what is for an initiator that is gone is dropped.
        _router.TrySend(ref sender, TimeSpan.Zero, more: true);
        var reply = ZeroMq.Frame(_reply.AsSpan(0, length));
        _router.TrySend(ref reply, TimeSpan.Zero, more: false);
    }

    // What is no greeting is of a stranger, and is left unanswered.
    private void Greet(ref Msg sender, ref Msg frame)
    {
        var (frames, bytes) = (1, frame.Size);
        while (frame.HasMore && _router.TryReceive(ref frame, TimeSpan.Zero))
            (frames, bytes) = (frames + 1, bytes + frame.Size);
        if ((frames, bytes) != (2, 0))
            return;
        _router.TrySend(ref sender, TimeSpan.Zero, more: true);
        var empty = ZeroMq.Empty();
        _router.TrySend(ref empty, TimeSpan.Zero, more: true);
        _router.TrySend(ref empty, TimeSpan.Zero, more: false);
    }
}
