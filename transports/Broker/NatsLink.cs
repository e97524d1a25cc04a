using System.Buffers;
using InterContainer.Transports.Sockets;
using NATS.Client.Core;

namespace InterContainer.Transports.Broker;

/// <summary>
/// An end's connection to the NATS server. The library would connect again behind the caller's back and send what it has kept: here a connection that broke
/// stays broken.
/// </summary>
internal sealed class NatsLink : IAsyncDisposable
{
    /// <summary>The runtime's pool by default. With a single thread it receives by <see cref="NatsSocket"/>.</summary>
    public static readonly TransportOption Mode =
        TransportOption.OneOf(RuntimeMode.OptionName, RuntimeMode.Async, RuntimeMode.SingleThread, RuntimeMode.Inline);

    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(5);

    private readonly Action<TransportException> _tellLost;
    private readonly int _port;
    private string? _serverError;
    private volatile TransportException? _lost;
    private volatile bool _isLeaving;

    private NatsLink(PairEndpoints endpoints, Action<TransportException> tellLost)
    {
        var server = endpoints.AddressOf(NatsServer.Service);
        _tellLost = tellLost;
        _port = server.Port;
        Connection = new NatsConnection(new NatsOpts
        {
            Url = $"nats://{server.Host}:{server.Port}",
            AuthOpts = new NatsAuthOpts { Username = server.User, Password = server.Password?.Reveal() },
            SocketConnectionFactory = endpoints.Options.GetValueOrDefault(Mode.Name) == RuntimeMode.SingleThread ? new NatsSocket.Factory() : null,
        });
        Connection.ServerError += (_, error) =>
        {
            _serverError = error.Error;
            return default;
        };
        Connection.ConnectionDisconnected += (_, _) =>
        {
            Lose(Gone(_serverError ?? "the server closed it", null));
            return default;
        };
    }

    public NatsConnection Connection { get; }

    /// <summary>Connects.</summary>
    /// <param name="endpoints">Where, and how.</param>
    /// <param name="tellLost">Told once that the connection broke, and why.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="TransportException">The server does not answer, or refuses.</exception>
    public static async Task<NatsLink> OpenAsync(PairEndpoints endpoints, Action<TransportException> tellLost, CancellationToken cancellationToken)
    {
        var link = new NatsLink(endpoints, tellLost);
        try
        {
            await link.Connection.ConnectAsync().AsTask().WaitAsync(cancellationToken);
            return link;
        }
        catch (Exception e)
        {
            link._isLeaving = true;
            await link.Connection.DisposeAsync();
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            // Without a cause of its own, the library has logged what the socket said.
            var cause = link._serverError ?? e.InnerException?.GetBaseException().Message ?? "nothing answers there";
            var server = endpoints.AddressOf(NatsServer.Service);
            throw new TransportException($"Cannot connect to the NATS server at {server.Host}:{server.Port}: {cause}", e);
        }
    }

    /// <summary>Completes when the message is in the library's buffer, which the socket empties: awaiting it is the back-pressure.</summary>
    /// <exception cref="TransportException">The connection is broken.</exception>
    public async ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload, string? replyTo, CancellationToken cancellationToken)
    {
        ThrowIfLost();
        try
        {
            await Connection.PublishAsync(
                subject, payload, replyTo: replyTo, serializer: NatsRawSerializer<ReadOnlyMemory<byte>>.Default, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (IsOurs(e, cancellationToken))
        {
            throw Told(e);
        }
    }

    /// <summary>Subscribes, and completes when the server has taken it.</summary>
    /// <exception cref="TransportException">The connection is broken.</exception>
    public async Task SubscribeAsync(NatsSubBase subscription, CancellationToken cancellationToken)
    {
        try
        {
            await Connection.AddSubAsync(subscription, cancellationToken);
            await Connection.PingAsync(cancellationToken);
        }
        catch (Exception e) when (IsOurs(e, cancellationToken))
        {
            throw Told(e);
        }
    }

    /// <exception cref="TransportException">The connection is broken.</exception>
    public void ThrowIfLost()
    {
        if (_lost is { } lost)
            throw lost;
    }

    /// <summary>Whether it is no cancellation of the caller's.</summary>
    public static bool IsOurs(Exception e, CancellationToken cancellationToken) =>
        e is not TransportException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>One line for what the library threw.</summary>
    public TransportException Told(Exception e) => _lost ?? Gone(_serverError ?? e.GetBaseException().Message, e);

    /// <summary>What is in force, for people.</summary>
    public Dictionary<string, string> Settings(string durability) => new Dictionary<string, string>
    {
        [Durability.Setting] = durability,
        ["nats.serverVersion"] = Connection.ServerInfo?.Version ?? "unknown",
        ["poolThreads"] = RuntimeMode.PoolThreads.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }.Concat(OpenSocket.SettingsTo(_port)).ToDictionary();

    /// <summary>Sends what the library has kept, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        try
        {
            if (_lost is null)
                await Connection.PingAsync().AsTask().WaitAsync(LastFlush);
        }
        catch (Exception e) when (e is NatsException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is gone, and with it what was to be sent.
        }

        await Connection.DisposeAsync();
    }

    private static TransportException Gone(string cause, Exception? inner) => new($"The connection to the NATS server broke: {cause}", inner!);

    private void Lose(TransportException cause)
    {
        if (_isLeaving)
            return;
        _lost = cause;
        _tellLost(cause);
        // Else the library connects again.
        _ = Connection.DisposeAsync().AsTask();
    }
}

/// <summary>
/// The replies to one initiator: a subscription of its own, whose subjects end with the number of the exchange. The thread that reads the connection hands
/// each reply over and goes on with its exchange.
/// </summary>
internal sealed class NatsReplies(NatsConnection connection, string channel, PendingReplies pending)
    : NatsSubBase(connection, connection.SubscriptionManager, $"{channel}.reply.{Guid.NewGuid():N}.*", queueGroup: null, opts: null)
{
    /// <summary>Where the reply of an exchange is to be sent.</summary>
    public string SubjectOf(long number) => string.Concat(Prefix, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private ReadOnlySpan<char> Prefix => Subject.AsSpan(0, Subject.Length - 1);

    /// <inheritdoc/>
    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        if (!long.TryParse(subject.AsSpan(Prefix.Length), System.Globalization.CultureInfo.InvariantCulture, out var number))
            return default;
        // Responders send none: it is the server's word that nobody subscribed to the request.
        if (headersBuffer is { IsEmpty: false })
            pending.GiveUp(number, new TransportException($"No responder serves channel '{channel}' at the NATS server."));
        else if (payloadBuffer.IsSingleSegment)
            pending.Complete(number, payloadBuffer.FirstSpan);
        else
            CompleteFlat(number, payloadBuffer);
        return default;
    }

    /// <inheritdoc/>
    protected override void TryComplete()
    {
    }

    private void CompleteFlat(long number, in ReadOnlySequence<byte> payload)
    {
        var length = (int)payload.Length;
        var flat = ArrayPool<byte>.Shared.Rent(length);
        payload.CopyTo(flat);
        pending.Complete(number, flat.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(flat);
    }
}
