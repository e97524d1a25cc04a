using System.Diagnostics;
using Confluent.Kafka;
using InterContainer.Transports.Sockets;

namespace InterContainer.Transports.Broker;

/// <summary>
/// An end's connections to Kafka: a producer, and a consumer with a thread of its own. The library would connect again, and send again, behind the caller's
/// back: here what broke stays broken.
/// </summary>
internal sealed class KafkaLink : IAsyncDisposable
{
    /// <summary>The largest message, in bytes: what Kafka's servers and clients carry by default.</summary>
    public const int LargestMessage = 1024 * 1024;

    /// <summary>The same with its headers and the format's own bytes.</summary>
    public const int LargestRecord = LargestMessage + (64 * 1024);

    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(2);

    // A call that asks for the topics holds its thread, and no cancellation ends it.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    private readonly ServiceAddress _broker;
    private readonly Action<Exception> _tellLost;
    private readonly IProducer<Null, byte[]> _producer;
    private readonly IAdminClient _admin;
    private readonly CancellationTokenSource _stop = new();
    private Task _consuming = Task.CompletedTask;
    private volatile TransportException? _lost;
    private volatile string? _reason;
    private volatile bool _isOpen;
    private volatile bool _isDown;

    private KafkaLink(ServiceAddress broker, TimeSpan linger, Func<IAdminClient, IKafkaTopics> topicsOf, Action<Exception> tellLost)
    {
        (_broker, _tellLost) = (broker, tellLost);
        var config = new ProducerConfig(Client())
        {
            Acks = Acks.All,
            LingerMs = linger.TotalMilliseconds,
            MessageSendMaxRetries = 0,
            MessageMaxBytes = LargestRecord,
        };
        _producer = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => Note(error)).Build();
        _admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        Topics = topicsOf(_admin);
    }

    /// <summary>Makes and removes topics.</summary>
    public IKafkaTopics Topics { get; }

    /// <summary>Whether the connection is broken.</summary>
    public bool IsLost => _lost is not null;

    /// <summary>Connects.</summary>
    /// <param name="broker">Where.</param>
    /// <param name="linger">How long a message waits for others to go along with.</param>
    /// <param name="topicsOf">Gives <see cref="Topics"/>.</param>
    /// <param name="tellLost">Told once that the connection broke, and why, or that the consumer failed.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="TransportException">The broker does not answer within 5 s, or refuses.</exception>
    public static async Task<KafkaLink> OpenAsync(
        ServiceAddress broker, TimeSpan linger, Func<IAdminClient, IKafkaTopics> topicsOf, Action<Exception> tellLost, CancellationToken cancellationToken)
    {
        var link = new KafkaLink(broker, linger, topicsOf, tellLost);
        try
        {
            var start = Stopwatch.GetTimestamp();
            while (!await link.IsReachedAsync())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (link._isDown || Stopwatch.GetElapsedTime(start) > LongestOpening)
                    throw Unreached(broker, link._reason);
            }

            link._isOpen = true;
            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether it is no cancellation of the caller's, and not said already.</summary>
    public static bool IsOurs(Exception e, CancellationToken cancellationToken) =>
        e is not TransportException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    /// <summary>One line for what the library threw.</summary>
    public TransportException Told(Exception e) => _lost ?? Gone(e is KafkaException { Error.Reason: var reason } ? reason : e.GetBaseException().Message, e);

    /// <exception cref="TransportException">The connection is broken.</exception>
    public void ThrowIfLost()
    {
        if (_lost is { } lost)
            throw lost;
    }

    /// <summary>Whether the broker has a topic with a leader for each partition.</summary>
    /// <exception cref="TransportException">The connection is broken.</exception>
    public async Task<bool> HasAsync(string topic)
    {
        ThrowIfLost();
        try
        {
            // Of all topics: what asks for one may make it.
            var metadata = await Task.Run(() => _admin.GetMetadata(Slice));
            return metadata.Topics.Any(known => known.Topic == topic
                && !known.Error.IsError && known.Partitions.Count > 0 && known.Partitions.All(partition => partition.Leader >= 0));
        }
        catch (KafkaException e)
        {
            throw Told(e);
        }
    }

    /// <summary>Waits until the broker has a topic, or has it no more: what it was asked for is done a little later.</summary>
    public async Task AwaitAsync(string topic, bool isThere, CancellationToken cancellationToken)
    {
        while (await HasAsync(topic) != isThere)
            await Task.Delay(10, cancellationToken);
    }

    /// <summary>Completes when every replica in sync has acknowledged the message.</summary>
    public async Task ProduceAsync(string topic, Message<Null, byte[]> message)
    {
        ThrowIfLost();
        try
        {
            await _producer.ProduceAsync(topic, message);
        }
        catch (KafkaException e)
        {
            throw Told(e);
        }
    }

    /// <summary>Hands over a message.</summary>
    /// <param name="topic">Where to.</param>
    /// <param name="message">What.</param>
    /// <param name="tellEnd">Told how it went.</param>
    public void Produce(string topic, Message<Null, byte[]> message, Action<DeliveryReport<Null, byte[]>> tellEnd) =>
        _producer.Produce(topic, message, tellEnd);

    /// <summary>Starts the consumer.</summary>
    /// <param name="config">Its group.</param>
    /// <param name="begin">Says what it consumes.</param>
    /// <param name="handle">Called on its thread for each message.</param>
    /// <returns>Completes when it has partitions; not for one that was told which.</returns>
    public Task Consume(
        ConsumerConfig config, Action<IConsumer<Ignore, byte[]>> begin, Action<IConsumer<Ignore, byte[]>, ConsumeResult<Ignore, byte[]>> handle)
    {
        var assigned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig(Client().Concat(config).ToDictionary()))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => Note(error))
            .SetPartitionsAssignedHandler((_, partitions) =>
            {
                if (partitions.Count > 0)
                    assigned.TrySetResult();
            })
            .Build();
        _consuming = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    Consume(consumer, begin, handle);
                }
                catch (Exception e)
                {
                    var cause = e is KafkaException ? Told(e) : e;
                    assigned.TrySetException(cause);
                    _tellLost(cause);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return assigned.Task;
    }

    /// <summary>What is in force, for people.</summary>
    public Dictionary<string, string> Settings(string durability) => new Dictionary<string, string>
    {
        [Durability.Setting] = durability,
        ["kafka.acks"] = "all",
        ["kafka.librdkafkaVersion"] = Library.VersionString,
    }.Concat(OpenSocket.SettingsTo(_broker.Port)).ToDictionary();

    /// <summary>Ends the consumer, which commits what was handled.</summary>
    public async Task StopConsumingAsync()
    {
        await _stop.CancelAsync();
        await _consuming;
    }

    public async ValueTask DisposeAsync()
    {
        _isOpen = false;
        await StopConsumingAsync();
        if (_lost is null && !_isDown)
            await Task.Run(() => _producer.Flush(LastFlush));
        _admin.Dispose();
        _producer.Dispose();
        _stop.Dispose();
    }

    private static TransportException Unreached(ServiceAddress broker, string? reason) =>
        new($"Cannot connect to the Kafka broker at {broker.Host}:{broker.Port}: {reason ?? "nothing answers there"}");

    private static TransportException Gone(string cause, Exception? inner) => new($"The connection to the Kafka broker broke: {cause}", inner!);

    private ClientConfig Client()
    {
        var config = new ClientConfig { BootstrapServers = $"{_broker.Host}:{_broker.Port}" };
        if (_broker.User is not null)
        {
            (config.SecurityProtocol, config.SaslMechanism) = (SecurityProtocol.SaslPlaintext, SaslMechanism.Plain);
            (config.SaslUsername, config.SaslPassword) = (_broker.User, _broker.Password?.Reveal() ?? "");
        }

        return config;
    }

    private async Task<bool> IsReachedAsync()
    {
        try
        {
            await Task.Run(() => _admin.GetMetadata(Slice));
            return true;
        }
        catch (KafkaException e)
        {
            _reason ??= e.Error.Reason;
            return false;
        }
    }

    private void Consume(
        IConsumer<Ignore, byte[]> consumer, Action<IConsumer<Ignore, byte[]>> begin, Action<IConsumer<Ignore, byte[]>, ConsumeResult<Ignore, byte[]>> handle)
    {
        try
        {
            begin(consumer);
            while (true)
                handle(consumer, consumer.Consume(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            if (_lost is null)
                Close(consumer);
        }
        finally
        {
            consumer.Dispose();
        }
    }

    private static void Close(IConsumer<Ignore, byte[]> consumer)
    {
        try
        {
            consumer.Close();
        }
        catch (KafkaException)
        {
            // What was handled is handed over once more.
        }
    }

    // Of several that come with one failure, the last before it is the cause.
    private void Note(Error error)
    {
        if (error.Code != ErrorCode.Local_AllBrokersDown)
            _reason = error.Reason;
        var isDown = error.IsFatal || error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed;
        _isDown |= isDown;
        if (!isDown || !_isOpen || _lost is not null)
            return;
        _lost = Gone(_reason ?? error.Reason, null);
        _tellLost(_lost);
    }
}
