using System.Buffers;
using System.Globalization;
using InterContainer.Transports.Sockets;
using MQTTnet;
using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// The measuring end: publishes requests and subscribes to its own replies. A reply may come before the broker's acknowledgement of its
/// request, and an exchange ends with the reply; the acknowledgement is waited for when its place is needed, at the latest at disposal.
/// </summary>
internal sealed class MqttInitiator : IInitiator
{
    private static readonly TimeSpan LastAcknowledgements = TimeSpan.FromSeconds(5);

    private readonly Traits _traits;
    private readonly IMqttClient _client;
    private readonly MqttQualityOfServiceLevel _quality;
    private readonly MqttApplicationMessage _request;
    private readonly string _servingTopic;
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReplySignal _replied = new();
    private readonly Unacknowledged _unacknowledged;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;
    private Memory<byte> _reply;

    // inflight 0: none is acknowledged. port null: the broker is not reached over TCP.
    public MqttInitiator(Traits traits, IMqttClient client, MqttQualityOfServiceLevel quality, int inflight, string requestTopic, string servingTopic, int? port)
    {
        _traits = traits;
        _client = client;
        _quality = quality;
        _request = MqttEnds.Message(requestTopic, quality);
        _servingTopic = servingTopic;
        _unacknowledged = new Unacknowledged(inflight);
        client.ApplicationMessageReceivedAsync += ReceiveAsync;
        client.DisconnectedAsync += disconnected =>
        {
            _replied.Break(MqttEnds.Gone(disconnected.Exception));
            return Task.CompletedTask;
        };
        var settings = new Dictionary<string, string>
        {
            // What the broker does with a message that it has acknowledged is its own affair; ours keep it in memory.
            [Durability.Setting] = quality == MqttQualityOfServiceLevel.AtMostOnce ? Durability.None : Durability.Memory,
            ["mqtt.version"] = "5.0",
            ["mqtt.qos"] = ((int)quality).ToString(CultureInfo.InvariantCulture),
            ["mqtt.cleanStart"] = "true",
            ["poolThreads"] = RuntimeMode.PoolThreads.ToString(CultureInfo.InvariantCulture),
        };
        if (inflight > 0)
            settings["inflight"] = inflight.ToString(CultureInfo.InvariantCulture);
        // Asked when somebody wants to know: it takes longer than to connect.
        _settings = new(() => port is null ? settings : settings.Concat(OpenSocket.SettingsTo(port.Value)).ToDictionary());
    }

    public IReadOnlyDictionary<string, string> Settings => _settings.Value;

    /// <summary>Subscribes; false where nobody serves.</summary>
    public async Task<bool> StartAsync(string replies, TimeSpan patience, CancellationToken cancellationToken)
    {
        await _client.SubscribeAsync(replies, _quality, cancellationToken);
        await _client.SubscribeAsync(_servingTopic, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);
        await Task.WhenAny(_serving.Task, Task.Delay(patience, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return _serving.Task.IsCompleted;
    }

    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(request.Length);
        _reply = reply;
        var replied = _replied.Next();
        if (_quality == MqttQualityOfServiceLevel.AtMostOnce)
            await MqttEnds.TakenAsync(MqttEnds.PublishAsync(_client, _request, request, cancellationToken));
        else
            await AddAsync(request, cancellationToken);
        await using var cancelling = cancellationToken.UnsafeRegister(static (signal, token) => ((ReplySignal)signal!).Break(new OperationCanceledException(token)), _replied);
        return await replied;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(message.Length);
        if (_quality == MqttQualityOfServiceLevel.AtMostOnce)
        {
            await MqttEnds.TakenAsync(MqttEnds.PublishAsync(_client, _request, message, cancellationToken));
        }
        else
        {
            await AddAsync(message, cancellationToken);
            await _unacknowledged.RoomAsync(cancellationToken);
        }
    }

    /// <exception cref="TransportException">A message was not acknowledged.</exception>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _unacknowledged.EmptyAsync().WaitAsync(LastAcknowledgements);
            await MqttEnds.LeaveAsync(_client);
        }
        catch (TimeoutException e)
        {
            throw new TransportException($"The MQTT broker did not acknowledge every message within {LastAcknowledgements.TotalSeconds:0} s.", e);
        }
        finally
        {
            _client.Dispose();
        }
    }

    // The publishing ends by acknowledgement or with the connection, not with the call that began it.
    private async ValueTask AddAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _unacknowledged.RoomAsync(cancellationToken);
        var kept = _unacknowledged.Keep(message);
        _unacknowledged.Add(MqttEnds.PublishAsync(_client, _request, kept, CancellationToken.None));
    }

    private Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs arrival)
    {
        var payload = arrival.ApplicationMessage.Payload;
        if (arrival.ApplicationMessage.Topic == _servingTopic)
        {
            // Empty: the server has just gone.
            if (!payload.IsEmpty)
                _serving.TrySetResult();
        }
        else
        {
            payload.CopyTo(_reply.Span);
            _replied.Set((int)payload.Length);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// The publishings that the broker has not acknowledged, oldest first, each with its copy of the message: the caller has its own back
    /// before the library has written it.
    /// </summary>
    private sealed class Unacknowledged(int places)
    {
        private readonly Task<MqttClientPublishResult>?[] _publishing = new Task<MqttClientPublishResult>?[places];
        private readonly byte[]?[] _messages = new byte[]?[places];
        private int _oldest;
        private int _count;

        private int Newest => (_oldest + _count) % places;

        /// <summary>Takes out what is acknowledged, and waits while there is no place.</summary>
        public async ValueTask RoomAsync(CancellationToken cancellationToken)
        {
            while (_count > 0 && (_count == places || _publishing[_oldest]!.IsCompleted))
            {
                var oldest = _publishing[_oldest]!;
                await MqttEnds.TakenAsync(oldest.IsCompleted ? oldest : oldest.WaitAsync(cancellationToken));
                ArrayPool<byte>.Shared.Return(_messages[_oldest]!);
                _publishing[_oldest] = null;
                _oldest = (_oldest + 1) % places;
                _count--;
            }
        }

        /// <summary>A copy for the next to be added.</summary>
        public ReadOnlyMemory<byte> Keep(ReadOnlyMemory<byte> message)
        {
            var copy = ArrayPool<byte>.Shared.Rent(message.Length);
            message.CopyTo(copy);
            _messages[Newest] = copy;
            return copy.AsMemory(0, message.Length);
        }

        public void Add(Task<MqttClientPublishResult> publishing)
        {
            _publishing[Newest] = publishing;
            _count++;
        }

        public async Task EmptyAsync()
        {
            for (; _count > 0; _count--, _oldest = (_oldest + 1) % places)
                await MqttEnds.TakenAsync(_publishing[_oldest]!);
        }
    }
}
