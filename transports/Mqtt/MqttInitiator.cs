using System.Buffers;
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
    private readonly ReplySignal _replied = new();
    private readonly Unacknowledged _unacknowledged;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;
    private Memory<byte> _reply;

    // inflight 0: none is acknowledged.
    public MqttInitiator(
        Traits traits, IMqttClient client, MqttQualityOfServiceLevel quality, int inflight, string requestTopic,
        Lazy<IReadOnlyDictionary<string, string>> settings)
    {
        _traits = traits;
        _client = client;
        _quality = quality;
        _request = MqttEnds.Message(requestTopic, quality);
        _settings = settings;
        _unacknowledged = new Unacknowledged(inflight);
        client.ApplicationMessageReceivedAsync += ReceiveAsync;
        client.DisconnectedAsync += disconnected =>
        {
            _replied.Break(MqttEnds.Gone(disconnected.Exception));
            return Task.CompletedTask;
        };
    }

    public IReadOnlyDictionary<string, string> Settings => _settings.Value;

    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(request.Length);
        _reply = reply;
        var replied = _replied.Next();
        if (_quality == MqttQualityOfServiceLevel.AtMostOnce)
            await MqttEnds.TakenAsync(MqttEnds.PublishAsync(_client, _request, request, cancellationToken));
        else
            await AddAsync(request, cancellationToken);
        await using var cancelling = cancellationToken.UnsafeRegister(
            static (signal, token) => ((ReplySignal)signal!).Break(new OperationCanceledException(token)),
            _replied);
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
        var message = arrival.ApplicationMessage;
        // The responder's announcement comes here as well.
        if (MqttEnds.IsReply(message))
        {
            message.Payload.CopyTo(_reply.Span);
            _replied.Set((int)message.Payload.Length);
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
