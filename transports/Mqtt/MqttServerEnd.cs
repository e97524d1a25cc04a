using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>The answering end: one client that subscribes to the requests of all initiators.</summary>
internal sealed class MqttServerEnd : IServing
{
    private static readonly byte[] Present = [1];

    private readonly IMqttClient _client;
    private readonly MqttQualityOfServiceLevel _quality;
    private readonly MqttApplicationMessage? _serving;
    private readonly IResponder _responder;
    private readonly ServingLoops _loops = new();
    private readonly Dictionary<string, MqttApplicationMessage> _replies = [];
    private byte[] _message = new byte[1024];
    private byte[] _reply = new byte[1024];
    private volatile bool _isLeaving;

    // serving null: another responder announces this one.
    public MqttServerEnd(IMqttClient client, MqttQualityOfServiceLevel quality, string? serving, IResponder responder)
    {
        _client = client;
        _quality = quality;
        _serving = serving is null ? null : MqttEnds.Message(serving, MqttQualityOfServiceLevel.AtLeastOnce, retain: true);
        _responder = responder;
        client.ApplicationMessageReceivedAsync += AnswerAsync;
    }

    public Task Serving => _loops.Failure;

    public async Task StartAsync(string requests, CancellationToken cancellationToken)
    {
        _client.DisconnectedAsync += lost =>
        {
            if (!_isLeaving)
                _loops.Fail(MqttEnds.Gone(lost.Exception));
            return Task.CompletedTask;
        };
        await _client.SubscribeAsync(requests, _quality, cancellationToken);
        await SayAsync(Present, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        if (_client.IsConnected)
        {
            await SayAsync(default, CancellationToken.None);
            await MqttEnds.LeaveAsync(_client);
        }

        _client.Dispose();
    }

    private async Task SayAsync(ReadOnlyMemory<byte> present, CancellationToken cancellationToken)
    {
        if (_serving is not null)
            await MqttEnds.TakenAsync(MqttEnds.PublishAsync(_client, _serving, present, cancellationToken));
    }

    // The client awaits this before it hands over the next message; what it throws the client keeps to itself.
    private async Task AnswerAsync(MqttApplicationMessageReceivedEventArgs arrival)
    {
        try
        {
            await TryAnswerAsync(arrival);
        }
        catch (Exception e)
        {
            _loops.Fail(e);
            throw;
        }
    }

    private async Task TryAnswerAsync(MqttApplicationMessageReceivedEventArgs arrival)
    {
        var payload = arrival.ApplicationMessage.Payload;
        var length = (int)payload.Length;
        if (_reply.Length < length)
            _reply = new byte[length];
        var answer = _responder.Respond(Flat(payload, length), _reply);
        if (answer == IResponder.NoReply)
            return;
        var reply = ReplyTo(arrival.ApplicationMessage.Topic);
        reply.CorrelationData = arrival.ApplicationMessage.CorrelationData;
        await MqttEnds.TakenAsync(MqttEnds.PublishAsync(_client, reply, _reply.AsMemory(0, answer), CancellationToken.None));
    }

    private ReadOnlySpan<byte> Flat(ReadOnlySequence<byte> payload, int length)
    {
        if (payload.IsSingleSegment)
            return payload.FirstSpan;
        if (_message.Length < length)
            _message = new byte[length];
        payload.CopyTo(_message);
        return _message.AsSpan(0, length);
    }

    private MqttApplicationMessage ReplyTo(string requestTopic)
    {
        if (_replies.TryGetValue(requestTopic, out var known))
            return known;
        var parts = requestTopic.Split('/');
        return _replies[requestTopic] = MqttEnds.Message($"{parts[0]}/reply/{parts[^1]}", _quality);
    }
}
