using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace InterContainer.Transports.Http;

/// <summary>gRPC over HTTP/2 without TLS: a unary call for each exchange, one client-streaming call for messages that have no reply.</summary>
internal sealed class GrpcCalls : ITransport
{
    // What protobuf puts around a payload: a tag and a length.
    private const int EnvelopeBytes = 16;

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "grpc",
        Family = Family.Http,
        Summary = "gRPC over HTTP/2 without TLS (h2c): unary calls for requests, one client stream for messages; "
            + "a message is accepted when flow control lets it go",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = HttpServer.StreamsPerConnection,
        Options = [HttpServer.Inline, HttpServer.Window],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await HttpServer.StartAsync(
        endpoints,
        HttpProtocols.Http2,
        services =>
        {
            services.AddGrpc(options => options.MaxReceiveMessageSize = Traits.MaxPayloadBytes + EnvelopeBytes);
            // One object for all calls, and none made for each.
            services.AddSingleton(new Service(responder));
        },
        application => application.MapGrpcService<Service>(),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var connections = new HttpConnections(endpoints);
        var channel = GrpcChannel.ForAddress($"http://{endpoints.Host}:{endpoints.Port}", new GrpcChannelOptions
        {
            HttpHandler = connections.Handler(onePerRequest: false),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = Traits.MaxPayloadBytes + EnvelopeBytes,
            ThrowOperationCanceledOnCancellation = true,
        });
        try
        {
            var client = new GrpcMessages.GrpcMessagesClient(channel);
            var answer = await client.ConnectAsync(new ConnectRequest(), new CallOptions(cancellationToken: cancellationToken));
            var settings = connections.Settings(HttpVersion.Version20);
            foreach (var (name, value) in answer.Settings)
                settings[name] = value;
            return new Initiator(Traits, channel, client, settings);
        }
        catch (Exception e)
        {
            channel.Dispose();
            if (e is RpcException)
                throw new TransportException($"Cannot reach {channel.Target}: {((RpcException)e).Status.Detail}", e);
            throw;
        }
    }

    private sealed class Service(IResponder responder) : GrpcMessages.GrpcMessagesBase
    {
        public override Task<ConnectReply> Connect(ConnectRequest request, ServerCallContext context)
        {
            var answer = new ConnectReply();
            foreach (var (name, value) in HttpServer.Settings(context.GetHttpContext()))
                answer.Settings.Add(name, value);
            return Task.FromResult(answer);
        }

        public override Task<GrpcReply> Exchange(GrpcMessage request, ServerCallContext context)
        {
            var buffer = MemoryPool<byte>.Shared.Rent(request.Payload.Length);
            // It is written after this method has returned.
            context.GetHttpContext().Response.RegisterForDispose(buffer);
            var answer = responder.Respond(request.Payload.Span, buffer.Memory.Span);
            var reply = new GrpcReply();
            if (answer != IResponder.NoReply)
                reply.Payload = UnsafeByteOperations.UnsafeWrap(buffer.Memory[..answer]);
            return Task.FromResult(reply);
        }

        public override async Task<SendReply> Send(IAsyncStreamReader<GrpcMessage> requestStream, ServerCallContext context)
        {
            var answer = new SendReply();
            byte[] unused = [];
            while (await requestStream.MoveNext(CancellationToken.None))
            {
                var message = requestStream.Current.Payload.Span;
                if (unused.Length < message.Length)
                    unused = new byte[message.Length];
                responder.Respond(message, unused);
                answer.Handled++;
            }

            return answer;
        }
    }

    private sealed class Initiator(
        Traits traits,
        GrpcChannel channel,
        GrpcMessages.GrpcMessagesClient client,
        IReadOnlyDictionary<string, string> settings) : IInitiator
    {
        private readonly ConcurrentBag<GrpcMessage> _messages = [];
        private readonly Lock _lock = new();
        private AsyncClientStreamingCall<GrpcMessage, SendReply>? _stream;
        private Task _ended = Task.CompletedTask;
        private long _sent;

        public IReadOnlyDictionary<string, string> Settings => settings;

        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            traits.CheckPayload(request.Length);
            var message = Message(request);
            try
            {
                // Calls are not ordered among each other: what was sent before has to have been handled before.
                await EndStreamAsync(cancellationToken);
                using var call = client.ExchangeAsync(message, new CallOptions(cancellationToken: cancellationToken));
                var answer = await call.ResponseAsync;
                _messages.Add(message);
                if (!answer.HasPayload)
                    throw new TransportException("The responder gave no reply.");
                answer.Payload.Span.CopyTo(reply.Span);
                return answer.Payload.Length;
            }
            catch (RpcException e)
            {
                throw Gone(e);
            }
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            traits.CheckPayload(payload.Length);
            var message = Message(payload);
            // The stream outlives the send that opens it.
            _stream ??= client.Send(new CallOptions(cancellationToken: CancellationToken.None));
            try
            {
                // Given the token, the client would cancel the call, and with it what was accepted before.
                await _stream.RequestStream.WriteAsync(message, CancellationToken.None).WaitAsync(cancellationToken);
                _messages.Add(message);
                _sent++;
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException)
            {
                // The latter says only that the call is over.
                throw Gone(e);
            }
        }

        public async ValueTask DisposeAsync()
        {
            using var limited = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                // What was accepted still has to arrive.
                await EndStreamAsync(limited.Token);
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException or TransportException)
            {
                // The call has failed already, or the responder takes no more.
            }

            channel.Dispose();
        }

        private static TransportException Gone(Exception cause) =>
            new($"The call failed: {(cause as RpcException)?.Status.Detail ?? cause.Message}", cause);

        private GrpcMessage Message(ReadOnlyMemory<byte> payload)
        {
            if (!_messages.TryTake(out var message))
                message = new GrpcMessage();
            message.Payload = UnsafeByteOperations.UnsafeWrap(payload);
            return message;
        }

        private Task EndStreamAsync(CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_stream is { } stream)
                {
                    _ended = EndAsync(stream, _sent, cancellationToken);
                    (_stream, _sent) = (null, 0);
                }

                return _ended;
            }
        }

        private static async Task EndAsync(AsyncClientStreamingCall<GrpcMessage, SendReply> stream, long sent, CancellationToken cancellationToken)
        {
            using (stream)
            {
                await stream.RequestStream.CompleteAsync().WaitAsync(cancellationToken);
                var answer = await stream.ResponseAsync.WaitAsync(cancellationToken);
                if (answer.Handled != sent)
                    throw new TransportException($"{sent} messages were sent and the responder handled {answer.Handled}.");
            }
        }
    }
}
