using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// A datagram a message, which nobody sends again: what finds the responder's receive buffer full is lost, and an exchange whose request or reply is lost waits until it is
/// cancelled. Each datagram starts with 8 bytes: a number, little endian, that its reply repeats, so that a late reply is not taken for that of a later request. Number 0
/// is the greeting: connecting fails where it is not answered within 1 s. <c>mode</c> is that of <see cref="Tcp"/>.
/// </summary>
internal sealed class Udp : ITransport
{
    private const int MaxDatagramBytes = 65_507;
    private const int NumberBytes = sizeof(long);
    private const long Greeting = 0;
    private const int GreetingMs = 1000;

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "udp",
        Family = Family.Sockets,
        Summary = "a UDP datagram a message, replies to the sender's address; nothing is sent again",
        Needs = Needs.Network,
        Delivery = Delivery.AtMostOnce,
        Ordered = false,
        SlowResponder = SlowResponder.Drop,
        SurvivesResponderRestart = false,
        WorkSharing = WorkSharing.ByConnection,
        MaxPayloadBytes = MaxDatagramBytes - NumberBytes,
        Options = [WaitModes.Option],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(wiring.Host), wiring.Port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(endPoint);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new TransportException($"Cannot receive on {wiring.Host}:{wiring.Port}: {e.Message}", e);
        }

        return new(new Server(socket, WaitModes.Of(wiring), responder));
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = GreetingMs };
        try
        {
            var responderBuffer = await Task.Run(() => Greet(socket, wiring), cancellationToken);
            return new Initiator(Traits, socket, WaitModes.Of(wiring), responderBuffer);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is not SocketException)
                throw;
            throw new TransportException($"Nobody at {wiring.Host}:{wiring.Port} answers a greeting within {GreetingMs} ms: {e.Message}", e);
        }
    }

    /// <returns>The size of the responder's receive buffer in bytes, by its own word.</returns>
    private static int Greet(Socket socket, Wiring wiring)
    {
        var datagram = new byte[NumberBytes + sizeof(int)];
        socket.Connect(wiring.Host, wiring.Port);
        BinaryPrimitives.WriteInt64LittleEndian(datagram, Greeting);
        socket.Send(datagram);
        socket.Receive(datagram);
        return BinaryPrimitives.ReadInt32LittleEndian(datagram.AsSpan(NumberBytes));
    }

    private sealed class Server : IServing
    {
        private readonly Socket _socket;
        private readonly WaitMode _mode;
        private readonly BusyPoll _polling;
        private readonly IResponder _responder;
        private readonly Task _answering;
        private readonly byte[] _request = new byte[MaxDatagramBytes];
        private readonly byte[] _reply = new byte[MaxDatagramBytes];
        private readonly SocketAddress _sender;
        private volatile bool _stopped;

        public Server(Socket socket, WaitMode mode, IResponder responder)
        {
            _socket = socket;
            _mode = mode;
            _polling = new BusyPoll(mode);
            _responder = responder;
            _sender = new SocketAddress(socket.AddressFamily);
            _answering = Task.Factory.StartNew(AnswerAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }

        public Task Serving => _answering;

        public async ValueTask DisposeAsync()
        {
            _stopped = true;
            _polling.Dispose();
            _socket.Dispose();
            await _answering;
        }

        private async Task AnswerAsync()
        {
            while (!_stopped)
            {
                try
                {
                    var received = await ReceiveAsync();
                    _polling.Received();
                    if (received < NumberBytes)
                        continue;
                    var number = BinaryPrimitives.ReadInt64LittleEndian(_request);
                    var length = number == Greeting ? Welcome() : _responder.Respond(_request.AsSpan(NumberBytes, received - NumberBytes), _reply.AsSpan(NumberBytes));
                    if (length == IResponder.NoReply)
                        continue;
                    BinaryPrimitives.WriteInt64LittleEndian(_reply, number);
                    await SendAsync(_reply.AsMemory(0, NumberBytes + length));
                }
                catch (SocketException)
                {
                    // A datagram that cannot be received or answered is a lost one; the next may not be.
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private int Welcome()
        {
            BinaryPrimitives.WriteInt32LittleEndian(_reply.AsSpan(NumberBytes), _socket.ReceiveBufferSize);
            return sizeof(int);
        }

        private ValueTask<int> ReceiveAsync()
        {
            if (_mode.IsAsynchronous())
            {
                _polling.Poll(_socket);
                return _polling.AwaitAsync(_socket.ReceiveFromAsync(_request, SocketFlags.None, _sender));
            }

            while (_mode == WaitMode.Spin && !_socket.Poll(0, SelectMode.SelectRead))
                ObjectDisposedException.ThrowIf(_stopped, this);
            return new(_socket.ReceiveFrom(_request, SocketFlags.None, _sender));
        }

        private ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram)
        {
            _polling.Sent();
            return _mode.IsAsynchronous()
                ? _socket.SendToAsync(datagram, SocketFlags.None, _sender)
                : new(_socket.SendTo(datagram.Span, SocketFlags.None, _sender));
        }
    }

    private sealed class Initiator : IInitiator
    {
        // A thread that waits in the kernel cannot be told to stop; it looks up now and then.
        private const int LookUpMs = 200;

        private readonly Traits _traits;
        private readonly Socket _socket;
        private readonly WaitMode _mode;
        private readonly BusyPoll _polling;
        private readonly byte[] _sending = new byte[MaxDatagramBytes];
        private readonly byte[] _received = new byte[MaxDatagramBytes];
        private readonly Dictionary<string, string> _settings;
        private long _number = Greeting;

        public Initiator(Traits traits, Socket socket, WaitMode mode, int responderBufferBytes)
        {
            _traits = traits;
            _socket = socket;
            _mode = mode;
            socket.ReceiveTimeout = LookUpMs;
            // Elsewhere a send that finds no room would wait in the runtime for the thread that sees events, which may be its own.
            socket.Blocking = mode == WaitMode.Blocking;
            _settings = new Dictionary<string, string>
            {
                [Durability.Setting] = Durability.None,
                ["sendBufferBytes"] = socket.SendBufferSize.ToString(CultureInfo.InvariantCulture),
                ["receiveBufferBytes"] = socket.ReceiveBufferSize.ToString(CultureInfo.InvariantCulture),
                ["responderReceiveBufferBytes"] = responderBufferBytes.ToString(CultureInfo.InvariantCulture),
            };
            _polling = new BusyPoll(mode);
        }

        public IReadOnlyDictionary<string, string> Settings => _polling.AddTo(_settings);

        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            await SendAsync(request, cancellationToken);
            try
            {
                while (true)
                {
                    var received = _mode.IsAsynchronous() ? await AwaitAsync(cancellationToken) : Receive(cancellationToken);
                    _polling.Received();
                    if (received < NumberBytes || BinaryPrimitives.ReadInt64LittleEndian(_received) != _number)
                        continue;
                    _received.AsMemory(NumberBytes, received - NumberBytes).CopyTo(reply);
                    return received - NumberBytes;
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Gone(e);
            }
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            _traits.CheckPayload(message.Length);
            cancellationToken.ThrowIfCancellationRequested();
            BinaryPrimitives.WriteInt64LittleEndian(_sending, ++_number);
            message.Span.CopyTo(_sending.AsSpan(NumberBytes));
            var datagram = _sending.AsSpan(0, NumberBytes + message.Length);
            _polling.Sent();
            try
            {
                SocketError error;
                while (_socket.Send(datagram, SocketFlags.None, out error) == 0 && error == SocketError.WouldBlock)
                    cancellationToken.ThrowIfCancellationRequested();
                return error == SocketError.Success ? default : throw new SocketException((int)error);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw Gone(e);
            }
        }

        public ValueTask DisposeAsync()
        {
            _polling.Dispose();
            _socket.Dispose();
            return default;
        }

        private ValueTask<int> AwaitAsync(CancellationToken cancellationToken)
        {
            _polling.Poll(_socket);
            return _polling.AwaitAsync(_socket.ReceiveAsync(_received, cancellationToken));
        }

        private int Receive(CancellationToken cancellationToken)
        {
            while (true)
            {
                var received = _socket.Receive(_received, SocketFlags.None, out var error);
                if (error == SocketError.Success)
                    return received;
                if (error is not (SocketError.WouldBlock or SocketError.TimedOut))
                    throw new SocketException((int)error);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        private static TransportException Gone(Exception cause) => new($"The responder cannot be reached: {cause.Message}", cause);
    }
}
