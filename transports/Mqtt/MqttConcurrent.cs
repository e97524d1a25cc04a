using System.Buffers;
using System.Buffers.Binary;
using MQTTnet;
using MQTTnet.Protocol;

namespace InterContainer.Transports.Mqtt;

/// <summary>
/// The measuring end with several requests in flight: the correlation data that a reply repeats finds its exchange (MQTT 5.0, 4.10.2). A request is written
/// when the broker has room for it: with quality of service 1 and 2 until it has acknowledged as many as it allows.
/// </summary>
internal sealed class MqttConcurrent : IInitiator
{
    private readonly Traits _traits;
    private readonly IMqttClient _client;
    private readonly MqttQualityOfServiceLevel _quality;
    private readonly string _requestTopic;
    private readonly SemaphoreSlim? _room;
    private readonly PendingReplies _pending;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _settings;

    // inflight 0: none is acknowledged.
    public MqttConcurrent(
        Traits traits, IMqttClient client, MqttQualityOfServiceLevel quality, int inflight, int exchanges, string requestTopic,
        Lazy<IReadOnlyDictionary<string, string>> settings)
    {
        (_traits, _client, _quality, _requestTopic, _settings) = (traits, client, quality, requestTopic, settings);
        _room = inflight > 0 ? new SemaphoreSlim(inflight) : null;
        _pending = new PendingReplies(exchanges, isOrdered: false);
        client.ApplicationMessageReceivedAsync += ReceiveAsync;
        client.DisconnectedAsync += disconnected =>
        {
            _pending.Break(MqttEnds.Gone(disconnected.Exception));
            return Task.CompletedTask;
        };
    }

    public IReadOnlyDictionary<string, string> Settings => _settings.Value;

    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(request.Length);
        var (number, replied) = _pending.Begin(reply);
        await using var cancelling = cancellationToken.UnsafeRegister(_ => _pending.GiveUp(number, new OperationCanceledException(cancellationToken)), null);
        var correlation = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(correlation, number);
        try
        {
            await PublishAsync(correlation, request, cancellationToken);
        }
        catch (Exception e)
        {
            _pending.GiveUp(number, e);
        }

        return await replied;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(message.Length);
        return PublishAsync(null, message, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await MqttEnds.LeaveAsync(_client);
        }
        finally
        {
            _client.Dispose();
        }
    }

    // A message of its own for each: the library reads it while others are under way.
    private async ValueTask PublishAsync(byte[]? correlation, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var message = MqttEnds.Message(_requestTopic, _quality);
        message.CorrelationData = correlation;
        if (_room is not null)
            await _room.WaitAsync(cancellationToken);
        try
        {
            await MqttEnds.TakenAsync(MqttEnds.PublishAsync(_client, message, payload, cancellationToken));
        }
        finally
        {
            _room?.Release();
        }
    }

    private Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs arrival)
    {
        var message = arrival.ApplicationMessage;
        if (MqttEnds.IsReply(message) && message.CorrelationData is { Length: sizeof(long) } correlation)
            Complete(BinaryPrimitives.ReadInt64LittleEndian(correlation), message.Payload);
        return Task.CompletedTask;
    }

    private void Complete(long number, ReadOnlySequence<byte> reply)
    {
        if (reply.IsSingleSegment)
            _pending.Complete(number, reply.FirstSpan);
        else
            _pending.Complete(number, reply.ToArray());
    }
}
