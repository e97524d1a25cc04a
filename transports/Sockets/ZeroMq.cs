using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NetMQ;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// ZeroMQ over TCP, by NetMQ: a DEALER socket for each initiator and a ROUTER socket for the responder. They are REQ and REP without the lock step, and queue
/// and block towards the responder as PUSH and PULL do. Those two pairs would be two connections, on which a request overtakes the messages before it. A
/// message is a frame, and replies come in the order of the requests. Two empty frames are a greeting, which the responder gives back. ZeroMQ connects in
/// the background, so connecting is complete with that answer, and fails after 1 s without. Closing drops what is queued, so an initiator greets once more
/// before it closes, and waits 2 s at most. Nothing connects again: what was lost in between would not be missed. <c>hwm</c> is how many messages each end
/// queues on the way to the responder before a send waits (high-water mark). <c>mode</c> is <see cref="RuntimeMode"/>: which thread wakes the library's own.
/// </summary>
internal sealed class ZeroMq : ITransport
{
    /// <summary>The option for the high-water mark; its default is the library's.</summary>
    public static readonly TransportOption HighWaterMark = TransportOption.WholeNumber("hwm", 1000, 1, 100_000);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "zeromq",
        Family = Family.Sockets,
        Summary = "ZeroMQ over TCP, a DEALER socket to a ROUTER socket, NetMQ; a message is accepted when the sender's queue has room for it",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        Options = [TransportOption.OneOf(RuntimeMode.OptionName, RuntimeMode.Async, RuntimeMode.Inline), HighWaterMark],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        new(ZeroMqServer.Start(endpoints, Traits.MaxPayloadBytes, responder));

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        // Resolving and waiting block.
        var connection = await Task.Run(() => ZeroMqConnection.Open(endpoints, Traits.MaxPayloadBytes, cancellationToken), cancellationToken);
        var settings = new Dictionary<string, string>(OpenSocket.SettingsTo(endpoints.Port))
        {
            [Durability.Setting] = Durability.None,
            ["zeromq.sockets"] = "DEALER to ROUTER",
            ["zeromq.highWaterMark"] = endpoints.Options[HighWaterMark.Name],
            ["zeromq.ioThreads"] = NetMQConfig.ThreadPoolSize.ToString(CultureInfo.InvariantCulture),
        };
        return endpoints.InFlight == 1
            ? new ZeroMqInitiator(Traits, connection, settings)
            : new ZeroMqConcurrent(Traits, connection, settings, endpoints.InFlight);
    }

    /// <summary>An end point as ZeroMQ writes it.</summary>
    public static string Address(PairEndpoints endpoints) =>
        IPAddress.TryParse(endpoints.Host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"tcp://[{endpoints.Host}]:{endpoints.Port}"
            : $"tcp://{endpoints.Host}:{endpoints.Port}";

    /// <summary>A frame with a copy of a message: the library sends it later.</summary>
    public static Msg Frame(ReadOnlySpan<byte> message)
    {
        var frame = new Msg();
        frame.InitPool(message.Length);
        message.CopyTo(frame.Slice());
        return frame;
    }

    /// <summary>A frame that something is received into, or an empty one to send.</summary>
    public static Msg Empty()
    {
        var frame = new Msg();
        frame.InitEmpty();
        return frame;
    }
}
