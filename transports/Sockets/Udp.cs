using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// A datagram a message, without retransmission. A datagram that finds the responder's receive buffer full is lost. An exchange whose request or reply is lost
/// waits until it is cancelled. Each datagram starts with 8 bytes: a number, little endian, that its reply repeats, so that a late reply is not taken for that
/// of a later request. Number 0 is the greeting: connecting fails where it is not answered within 1 s. <c>mode</c> is that of <see cref="Tcp"/>.
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
        SendsDatagrams = true,
        Delivery = Delivery.AtMostOnce,
        Ordered = false,
        OverloadBehaviour = OverloadBehaviour.Drop,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        // Of small datagrams, so many find room in a receive buffer of the kernel's default size.
        MaxInFlight = 64,
        MaxPayloadBytes = MaxDatagramBytes - NumberBytes,
        Options = [WaitModes.Option],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(endpoints.Host), endpoints.Port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(endPoint);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new TransportException($"Cannot receive on {endpoints.Host}:{endpoints.Port}: {e.Message}", e);
        }

        return new(new Server(socket, WaitModes.Of(endpoints), responder));
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = GreetingMs };
        try
        {
            var responderBuffer = await Task.Run(() => Greet(socket, endpoints), cancellationToken);
            var datagrams = new Datagrams(socket, WaitModes.Of(endpoints), responderBuffer);
            return endpoints.InFlight == 1 ? new Initiator(Traits, datagrams) : new Concurrent(Traits, datagrams, endpoints.InFlight);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is not SocketException)
                throw;
            throw new TransportException($"No responder at {endpoints.Host}:{endpoints.Port} answers a greeting within {GreetingMs} ms: {e.Message}", e);
        }
    }

    /// <returns>The size of the responder's receive buffer in bytes, by its own word.</returns>
    private static int Greet(Socket socket, PairEndpoints endpoints)
    {
        var datagram = new byte[NumberBytes + sizeof(int)];
        socket.Connect(endpoints.Host, endpoints.Port);
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
            socket.Blocking = mode != WaitMode.Adaptive;
            _polling = new BusyPoll(mode, asks: false);
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
                    var length = number == Greeting
                        ? Welcome()
                        : _responder.Respond(_request.AsSpan(NumberBytes, received - NumberBytes), _reply.AsSpan(NumberBytes));
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
                return _polling.AwaitAsync(_socket.ReceiveFromAsync(_request, SocketFlags.None, _sender));
            _polling.Poll(_socket);
            while (_mode != WaitMode.Blocking && !_socket.Poll(0, SelectMode.SelectRead))
            {
                ObjectDisposedException.ThrowIf(_stopped, this);
                if (_mode == WaitMode.Adaptive)
                    BusyPoll.Sleep(_socket, SelectMode.SelectRead);
            }

            return new(_socket.ReceiveFrom(_request, SocketFlags.None, _sender));
        }

        private ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram)
        {
            _polling.Sent();
            return _mode.IsAsynchronous()
                ? _socket.SendToAsync(datagram, SocketFlags.None, _sender)
                : new(Send(datagram.Span));
        }

        private int Send(ReadOnlySpan<byte> datagram)
        {
            while (true)
            {
                try
                {
                    return _socket.SendTo(datagram, SocketFlags.None, _sender);
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
                {
                    BusyPoll.Sleep(_socket, SelectMode.SelectWrite);
                }
            }
        }
    }

    /// <summary>The measuring end's socket: numbered datagrams out and in.</summary>
    private sealed class Datagrams : IDisposable
    {
        // A thread that waits in the kernel cannot be told to stop; it wakes now and then.
        private const int LookUpMs = 200;

        private readonly Socket _socket;
        private readonly WaitMode _mode;
        private readonly BusyPoll _polling;
        private readonly byte[] _sending = new byte[MaxDatagramBytes];
        private readonly byte[] _received = new byte[MaxDatagramBytes];
        private readonly Dictionary<string, string> _settings;
        private int _receivedBytes;

        public Datagrams(Socket socket, WaitMode mode, int responderBufferBytes)
        {
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
            _polling = new BusyPoll(mode, asks: true);
        }

        public IReadOnlyDictionary<string, string> Settings => _polling.AddTo(_settings);

        /// <summary>What came last, without its number.</summary>
        public ReadOnlyMemory<byte> Message => _received.AsMemory(NumberBytes, _receivedBytes - NumberBytes);

        public void Send(long number, ReadOnlySpan<byte> message, CancellationToken cancellationToken)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_sending, number);
            message.CopyTo(_sending.AsSpan(NumberBytes));
            var datagram = _sending.AsSpan(0, NumberBytes + message.Length);
            _polling.Sent();
            SocketError error;
            while (_socket.Send(datagram, SocketFlags.None, out error) == 0 && error == SocketError.WouldBlock)
                cancellationToken.ThrowIfCancellationRequested();
            if (error != SocketError.Success)
                throw new SocketException((int)error);
        }

        /// <summary>The number of the next datagram that has one.</summary>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<long> ReceiveAsync(CancellationToken cancellationToken)
        {
            do
            {
                _receivedBytes = _mode.IsAsynchronous() ? await AwaitAsync(cancellationToken) : Receive(cancellationToken);
                _polling.Received();
            }
            while (_receivedBytes < NumberBytes);

            return BinaryPrimitives.ReadInt64LittleEndian(_received);
        }

        public void Dispose()
        {
            _polling.Dispose();
            _socket.Dispose();
        }

        public static TransportException? Gone(Exception cause) =>
            cause is SocketException or ObjectDisposedException ? new($"The responder cannot be reached: {cause.Message}", cause) : null;

        private ValueTask<int> AwaitAsync(CancellationToken cancellationToken) => _polling.AwaitAsync(_socket.ReceiveAsync(_received, cancellationToken));

        private int Receive(CancellationToken cancellationToken)
        {
            _polling.Poll(_socket);
            while (true)
            {
                var received = _socket.Receive(_received, SocketFlags.None, out var error);
                if (error == SocketError.Success)
                    return received;
                if (error is not (SocketError.WouldBlock or SocketError.TimedOut))
                    throw new SocketException((int)error);
                cancellationToken.ThrowIfCancellationRequested();
                if (_mode == WaitMode.Adaptive)
                    BusyPoll.Sleep(_socket, SelectMode.SelectRead);
            }
        }
    }

    private sealed class Initiator(Traits traits, Datagrams datagrams) : IInitiator
    {
        private long _number = Greeting;

        public IReadOnlyDictionary<string, string> Settings => datagrams.Settings;

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            await SendAsync(request, cancellationToken);
            try
            {
                while (await datagrams.ReceiveAsync(cancellationToken) != _number)
                {
                    // The reply of a request that was given up.
                }

                datagrams.Message.CopyTo(reply);
                return datagrams.Message.Length;
            }
            catch (Exception e) when (Datagrams.Gone(e) is { } gone)
            {
                throw gone;
            }
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            traits.CheckPayload(message.Length);
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                datagrams.Send(++_number, message.Span, cancellationToken);
                return default;
            }
            catch (Exception e) when (Datagrams.Gone(e) is { } gone)
            {
                throw gone;
            }
        }

        public ValueTask DisposeAsync()
        {
            datagrams.Dispose();
            return default;
        }
    }

    /// <summary>Several requests in flight: the number that a reply repeats finds its exchange.</summary>
    private sealed class Concurrent : ConcurrentInitiator
    {
        // No number of an exchange: those are positive.
        private const long NoReply = -1;

        private readonly Datagrams _datagrams;

        public Concurrent(Traits traits, Datagrams datagrams, int inFlight)
            : base(traits, new PendingReplies(inFlight, isOrdered: false))
        {
            _datagrams = datagrams;
            BeginReceiving();
        }

        public override IReadOnlyDictionary<string, string> Settings => _datagrams.Settings;

        protected override void Interrupt() => _datagrams.Dispose();

        protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _datagrams.Send(number ?? NoReply, message.Span, cancellationToken);
            return default;
        }

        protected override TransportException? Gone(Exception cause) => Datagrams.Gone(cause);

        protected override async Task ReceiveAsync(CancellationToken stop)
        {
            while (true)
            {
                var number = await _datagrams.ReceiveAsync(stop);
                Pending.Complete(number, _datagrams.Message.Span);
            }
        }
    }
}
