using System.Globalization;
using InterContainer.Transports.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace InterContainer.Transports.Broker;

/// <summary>
/// An end's connection to RabbitMQ, with one channel. The library would connect again behind the caller's back: here a connection that broke stays broken.
/// </summary>
internal sealed class RabbitLink : IAsyncDisposable
{
    private readonly ServiceAddress _broker;
    private readonly IConnection _connection;
    private readonly Action<TransportException> _tellLost;
    private volatile TransportException? _lost;
    private volatile bool _isLeaving;

    private RabbitLink(ServiceAddress broker, IConnection connection, IChannel channel, Action<TransportException> tellLost)
    {
        (_broker, _connection, Channel, _tellLost) = (broker, connection, channel, tellLost);
        // The end of the connection is that of the channel too.
        channel.ChannelShutdownAsync += (_, end) =>
        {
            Lose(end);
            return Task.CompletedTask;
        };
    }

    public IChannel Channel { get; }

    /// <summary>Connects.</summary>
    /// <param name="broker">Where.</param>
    /// <param name="isConfirmed">Whether the broker confirms each message that is published.</param>
    /// <param name="tellLost">Told once that the connection broke, and why.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="TransportException">The broker does not answer, or refuses.</exception>
    public static async Task<RabbitLink> OpenAsync(
        ServiceAddress broker, bool isConfirmed, Action<TransportException> tellLost, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            HostName = broker.Host,
            Port = broker.Port,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
        };
        if (broker.User is not null)
            (factory.UserName, factory.Password) = (broker.User, broker.Password?.Reveal() ?? "");
        IConnection? connection = null;
        try
        {
            connection = await factory.CreateConnectionAsync(cancellationToken);
            // How many are unconfirmed is our own option.
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(isConfirmed, isConfirmed, outstandingPublisherConfirmationsRateLimiter: null), cancellationToken);
            return new RabbitLink(broker, connection, channel, tellLost);
        }
        catch (Exception e) when (IsOurs(e, cancellationToken))
        {
            if (connection is not null)
                await connection.DisposeAsync();
            throw new TransportException($"Cannot connect to the RabbitMQ broker at {broker.Host}:{broker.Port}: {e.GetBaseException().Message}", e);
        }
    }

    /// <summary>Whether it is no cancellation of the caller's, and not said already.</summary>
    public static bool IsOurs(Exception e, CancellationToken cancellationToken) =>
        e is not TransportException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>One line for what the library threw.</summary>
    public TransportException Told(Exception e) => _lost ?? (e is PublishException { IsReturn: true }
        ? new TransportException("No responder serves at the RabbitMQ broker any more: its queue is gone.", e)
        : Gone(e is OperationInterruptedException { ShutdownReason: { } reason } ? reason.ReplyText : e.GetBaseException().Message, e));

    /// <exception cref="TransportException">The connection is broken.</exception>
    public void ThrowIfLost()
    {
        if (_lost is { } lost)
            throw lost;
    }

    /// <summary>What is in force, for people.</summary>
    public Dictionary<string, string> Settings(string durability) => new Dictionary<string, string>
    {
        [Durability.Setting] = durability,
        ["rabbitmq.serverVersion"] = _connection.ServerProperties?.TryGetValue("version", out var version) == true && version is byte[] text
            ? System.Text.Encoding.UTF8.GetString(text)
            : "unknown",
        ["poolThreads"] = RuntimeMode.PoolThreads.ToString(CultureInfo.InvariantCulture),
    }.Concat(OpenSocket.SettingsTo(_broker.Port)).ToDictionary();

    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        // Both say good-bye, and wait until the broker has answered.
        await Channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static TransportException Gone(string cause, Exception? inner) => new($"The connection to the RabbitMQ broker broke: {cause}", inner!);

    private void Lose(ShutdownEventArgs end)
    {
        if (_isLeaving)
            return;
        _lost = Gone(end.Exception?.GetBaseException().Message ?? end.ReplyText, end.Exception);
        _tellLost(_lost);
    }
}
