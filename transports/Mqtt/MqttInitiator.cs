using System.Buffers;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>The measuring end: publishes requests and subscribes to its own replies.</summary>
internal sealed class MqttInitiator : IInitiator
{
    private readonly Traits _traits;
    private readonly IMqttClient _client;
    private readonly MqttQualityOfServiceLevel _quality;
    private readonly MqttApplicationMessage _request;
    private readonly string _servingTopic;
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<int> _replies = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
    private Memory<byte> _reply;

    public MqttInitiator(Traits traits, IMqttClient client, MqttQualityOfServiceLevel quality, string requestTopic, string servingTopic)
    {
        _traits = traits;
        _client = client;
        _quality = quality;
        _request = MqttEnds.Message(requestTopic, quality);
        _servingTopic = servingTopic;
        client.ApplicationMessageReceivedAsync += ReceiveAsync;
        client.DisconnectedAsync += disconnected =>
        {
            _replies.Writer.TryComplete(MqttEnds.Gone(disconnected.Exception));
            return Task.CompletedTask;
        };
        Settings = new Dictionary<string, string>
        {
            ["mqtt.version"] = "5.0",
            ["mqtt.qos"] = ((int)quality).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["mqtt.cleanStart"] = "true",
            ["noDelay"] = ((MqttClientTcpOptions)client.Options.ChannelOptions).NoDelay ? "true" : "false",
        };
    }

    public IReadOnlyDictionary<string, string> Settings { get; }

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
        _reply = reply;
        await SendAsync(request, cancellationToken);
        try
        {
            return await _replies.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw MqttEnds.Gone(e);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(message.Length);
        await MqttEnds.PublishAsync(_client, _request, message, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
            await _client.DisconnectAsync();
        _client.Dispose();
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
            _replies.Writer.TryWrite((int)payload.Length);
        }

        return Task.CompletedTask;
    }
}
